"""The reference: a bot as aiogram's own guide writes it, with the same two calls and no storage.

A process of its own: ``python -m tests.benchmarks.bare_bot API_URL TOKEN PORT``.
"""

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.benchmarks.screens import NOTICE, OPTIONS, question_text

PATH = "/webhook"
SECRET = "a-secret-of-tests-with-32-characters-or-more"


def main() -> None:
    """Serve until terminated."""
    api_url, token, port = sys.argv[1:]
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(next_question)

    async def set_webhook() -> None:
        await bot.set_webhook(f"http://127.0.0.1:{port}{PATH}", secret_token=SECRET)

    dispatcher.startup.register(set_webhook)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path=PATH)
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


async def next_question(query: CallbackQuery) -> None:
    """Answer the press and show the next question."""
    assert isinstance(query.message, Message)
    assert query.data is not None
    number = int(query.data.split(":")[1]) + 1
    await query.answer(NOTICE)
    await query.message.edit_text(question_text(number), reply_markup=_keyboard(number))


def _keyboard(number: int) -> InlineKeyboardMarkup:
    letters = [
        InlineKeyboardButton(text=letter, callback_data=f"q:{number}:{place}")
        for place, letter in enumerate(OPTIONS)
    ]
    return InlineKeyboardMarkup(inline_keyboard=[letters])


if __name__ == "__main__":
    main()

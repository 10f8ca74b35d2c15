"""What Alembic runs: the migrations, on the connection that ``storage.schema`` hands over."""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    # SQLite can change a table only by writing a new one.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

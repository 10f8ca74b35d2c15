# English. Commands can always be typed in Vietnamese too.

## command-*: names of the commands, also the words to type where there are no buttons

command-start = Start
command-register = Register
command-play = Play
command-start-play = { command-play }
command-begin = Begin
command-resume = Continue
command-skip = Skip
command-score = My score
command-answers = See answers
command-rules = Rules
command-help = Help
command-cancel = Cancel
command-english = English
command-vietnamese = Tiếng Việt
command-data = My data
command-erase = Erase my data
command-situation = Situation
command-progress = Progress

## help-*: one line for each command

help =
    You can type:
    { $lines }
help-register = “register”: take part in the contest
help-play = “play”: play while a round is open
help-resume = “continue”: see the open question again
help-skip = “skip”: leave this question unanswered
help-score = “my score”: see your score
help-answers = “see answers”: review your answers once they are published
help-rules = “rules”: read the rules of the round
help-english = “english”: switch to English
help-vietnamese = “tiếng việt”: chuyển sang tiếng Việt
help-data = “my data”: see what is stored about you
help-erase = “erase my data”: withdraw your consent and erase your data
help-situation = “situation”: how your unit takes part (for leaders and liaisons)
help-progress = “progress”: how the round goes (for organisers)

## Greetings and unclear messages

welcome-back = Hello { $name }!
welcome-role = Welcome. Please choose what you would like to see.
unclear = Sorry, this automated system did not understand your message. Please choose one of these.
unclear-answer = No question is waiting for your answer. Please choose one of these.
unclear-while-playing = You are in the middle of a paper. Please answer the open question or choose one of these.
not-allowed = This is for people whom the organisers have authorised. Please contact the organisers if you need it.
cancel-done = Stopped. What you have just entered has been thrown away.
cancel-nothing = There is nothing to cancel.
choice-stale = That choice is over.
choices-to-type = You can type: { $words }
failure = Sorry, something went wrong and your message was not taken in. Please send it again in a few seconds.
language-set = From now on you will get messages in English.
contest-unnamed = Online contest
organiser-unnamed = the organisers of the contest

## registration-*: registering

# A change of any word of this notice changes the version of the notice.
registration-notice =
    Welcome to { $contest }! This is an automated system.

    NOTICE ON PERSONAL DATA
    (Law on Personal Data Protection No. 91/2025/QH15)
    • Controller: { $organiser }.
    • Data: chat account id, full name, date of birth, unit, prize group, answers and results.
    • Purpose: to run the contest, award prizes, count participation by unit and prove it for the public administration reform index; nothing else.
    • Kept until these purposes are fulfilled or you withdraw your consent.
    • If you win: your name, unit and prize are published.
    • Your rights: see your data (send /dulieu); withdraw your consent and erase your data (send /xoa); ask the organisers for correction or complain to them.
registration-consent =
    { $notice }
    Version of this notice: { $version }

    Do you agree? If you do not, you cannot take part and nothing is stored except the id of this chat.
registration-consent-unclear = To register, please choose “I agree” or “I do not agree” to the notice on personal data above.
registration-declined = Nothing about you has been stored except the id of this chat. Type “register” whenever you would like to take part.
registration-name =
    Step 1/4. What is your full name?
    For example: Nguyễn Thị Hoa. (Type “cancel” to stop.)
registration-name-too-short = Please type your full name, for example: Nguyễn Thị Hoa.
registration-name-too-long = This name has more than 80 characters. Please type it again.
registration-name-not-a-name = A name has letters only, no digits or symbols. Please type it again, for example: Nguyễn Thị Hoa.
registration-birth =
    Hello { $name }!
    Step 2/4. When were you born? Day first, for example: 08/11/1980.
registration-birth-unreadable = Please type day, month and year of your birth, for example: 08/11/1980.
registration-birth-short-year = Please type the year with four digits, for example: 08/11/1980.
registration-birth-no-such-day = There is no such day. Please type it again as day/month/year, for example: 08/11/1980.
registration-birth-in-future = This day is in the future. Please check and type your date of birth again.
registration-birth-too-long-ago = The year does not look right. Please check and type your date of birth again.
registration-too-young =
    The rules ask for an age of at least { $age } on the day the round opens. You can take part in rounds that open on { $since } or later. See you then!
    If you mistyped, please type your date of birth again.
registration-unit =
    Step 3/4. Which unit do you belong to? Type a part of its name, for example “Sở Nội vụ” or “phường Tân Lợi”.
    If you belong to no office, type the commune or ward you live in.
registration-unit-hits = Which of these is your unit? If none is, you can type another name.
registration-unit-not-found = Your unit was not found. Try fewer words (for example “nội vụ”), the unit above yours, or the commune or ward you live in.
registration-audience = Step 4/4. Which prize group do you belong to?
registration-confirm =
    Please check:
    • Full name: { $name }
    • Date of birth: { $birth }
    • Unit: { $unit }
    • Prize group: { $audience }
    Is everything right?
registration-fix = What would you like to correct?
registration-done = You are registered. Thank you for taking part, { $name }!
registration-already = You are registered already; there is no need to do it again.

audience-officials = Officials and public employees
audience-citizens = Citizens

choice-consent-yes = I agree
choice-consent-no = I do not agree
choice-unit-other = My unit is not here
choice-unit-free = Free contestant
choice-audience-officials = { audience-officials }
choice-audience-citizens = { audience-citizens }
choice-confirm-yes = Yes, right
choice-confirm-fix = Correct
choice-fix-name = Full name
choice-fix-birth = Date of birth
choice-fix-unit = Unit
choice-fix-audience = Prize group

## round-*: a round opens and closes

round-opened =
    { $round } is open{ $rehearsal ->
        [yes] { " " }(rehearsal, does not count)
       *[no] { "" }
    }! Please play before { $closes }.
round-closed = { $round } is over. Thank you for taking part!
round-is-open = { $round } is open until { $closes }. Come and play!

## question-*, receipt-*: questions and what became of the one before

question-heading = Question { $position }/{ $of } · { $time }
question-heading-prediction = Prediction · { $time }
question-how-to-answer = Type the letter of an option to answer.
receipt-answered = Question { $position }: you chose { $letter }.
receipt-noted = Your prediction is recorded.
receipt-skipped = You skipped question { $position }.
receipt-expired = The time for question { $position } is over.
receipt-right = Right!
receipt-right-option = The right answer: { $letter }.

## score-*, review-*: scores and right answers

score-none = You have not played in any round yet.
score-rehearsal = { $round } (rehearsal, does not count)
score-line = Attempt { $ordinal }: { $score }/{ $total } points in { $time }
score-running = Attempt { $ordinal }: running, question { $position }/{ $of }
score-void = Attempt { $ordinal }: not recognised, please contact the organisers
score-counted = Attempt { $ordinal } counts
review-heading = { $round }: your paper with the right answers ({ $score } points)
review-right = Right. { $option }
review-wrong =
    You chose: { $option }
    Right answer: { $right }
review-unanswered =
    You did not answer.
    Right answer: { $right }
review-while-playing = You are in the middle of a paper. The right answers can be seen after its end.
review-later = The right answers of { $round } are published after the round has closed, at { $closes }.
review-never = Under its rules, the right answers of { $round } are not published here.

## rules-*: the rules of a round, written from its data

rules-unpublished = The rules have not been published yet. The organisers will announce the next round.
rules-heading =
    RULES
    { $contest }
    { $round }{ $rehearsal ->
        [yes] { " " }(rehearsal, does not count)
       *[no] { "" }
    }
rules-window = Time: from { $opens } to { $closes } (Viet Nam time). The system locks on time; answers that arrive at that time or later do not count.
rules-who =
    Who may take part: { $age ->
        [0] people of any age
       *[other] people who are at least { $age } years old on the day the round opens
    }. One account for each person; nobody plays for somebody else.
rules-paper = Paper: { $count } multiple-choice questions, drawn at random from the question bank:
rules-topic = • { $topic }: { $count }
rules-shuffle =
    { $what ->
        [questions] The order of the questions is shuffled for each person.
        [options] The order of the options is shuffled for each person.
       *[both] The order of the questions and of the options is shuffled for each person.
    }
rules-prediction =
    The paper ends with a prediction: { $subject ->
        [participants] how many people take part in the round
        [attempts] how many attempts are made in the round
       *[people_all_correct] how many people answer every question correctly
    } { $scope ->
        [everybody] (over the whole contest)
       *[prize_group] (in your prize group)
    }. It is not scored; it only ranks people with equal scores.
rules-time = Time limits: { $question } for each question, from the moment it has reached you; at most { $attempt } for the whole paper. When the time is over, the next question follows. You need not answer every question. If the system is interrupted, the time is given back, but never past the end of the round.
rules-one-attempt = Attempts: one for each person.
rules-attempts =
    Attempts: at most { $count } for each person; the one that counts is { $counting ->
        [first] the first
        [last] the last
       *[best_then_earliest] the one with the highest score, of equal ones the one finished first
    }.
rules-scoring =
    Scoring: { $points ->
        [one] { $points } point
       *[other] { $points } points
    } for a right answer, 0 for a wrong, skipped or missed one. Speed earns no points.
rules-ranking = Ranking by, in this order: { $order }.
tie-break =
    { $comparator ->
        [score] higher score
        [prediction_distance] closer prediction
        [earliest_submission] finished earlier
        [shortest_time] shorter time used
       *[manual] decision of the organisers
    }
rules-reveal =
    Publication: you get your score as soon as you finish; { $reveal ->
        [after_each_question] the right answer is told after each question
        [never] the right answers are not published here
       *[after_round] the right answers are published after the round has closed
    }.
rules-data = Personal data: send /dulieu to see it, /xoa to withdraw your consent and erase it.
rules-version = Version of the rules: { $version }

topic-PAR = Public Administration Reform Index (PAR INDEX)
topic-PCI = Provincial Competitiveness Index (PCI)
topic-PAPI = Governance and Public Administration Performance Index (PAPI)
topic-SIPAS = Satisfaction Index of Public Administrative Services (SIPAS)
topic-DTI = Digital Transformation Index (DTI)
topic-POLICY = Policies on administrative reform
topic-05T05K = “05T, 05K”

## data-*, erase-*: personal data

data-stored =
    What is stored about you:
    • Full name: { $name }
    • Date of birth: { $birth }
    • Unit: { $unit }
    • Prize group: { $audience }
    • Chat account: on { $platform }
    • Papers: { $attempts }
    • Your consent: version of the notice and time
    For a correction, please contact the organisers. To erase it, type “erase my data”.
data-attempts =
    { $round }: { $count ->
        [one] { $count } attempt
       *[other] { $count } attempts
    }, with answers and score
data-no-attempts = none
data-none = Nothing about you is stored except the id of this chat.
data-draft =
    You have begun to register. Kept for now:
    • Full name: { $name }
    • Date of birth: { $birth }
    Type “erase my data” to throw it away, or “register” to go on.
erase-confirm =
    Your name, date of birth and account will be erased for good and cannot be restored; you will not be considered for a prize. Your points stay as statistics that lead to nobody.
    Are you sure?
erase-done = Your personal data has been erased. Thank you for your interest in the contest.
erase-kept = Your data stays as it is.
erase-nothing = Apart from the id of this chat, no personal data of yours is stored any more.
erase-while-playing = You are in the middle of a paper, so nothing can be erased yet. Please finish it, it takes only a few minutes, and type “erase my data” again.
choice-erase-yes = Erase for good
choice-erase-no = Keep it

## report-*: reports to leaders, liaisons and organisers

report-unit-heading =
    { $round }: participation of { $unit }{ $below ->
        [yes] { " " }and of the units below it
       *[no] { "" }
    }
report-heading = { $round }: progress
report-ahead = The round opens at { $opens }.
report-open = The round is open until { $closes }.
report-over = The round closed at { $closes }.
report-people =
    • Registered: { $registered } people
    • Playing now: { $playing } people
report-finished = • Finished: { $finished } people
report-finished-of = • Finished: { $finished }/{ $headcount } people ({ $rate })
report-rate = • Of all people in the units: { $finished }/{ $headcount } ({ $rate })
report-units = • Units with somebody who has finished: { $active }/{ $expected }
report-unit = • { $unit }: { $finished }/{ $headcount } ({ $rate })
report-unit-without-headcount = • { $unit }: { $finished }
report-own = { $unit } alone
report-below = People who have finished, lowest share first:
report-more = … and { $count } more units.
report-leading = Highest shares of people who have finished:
report-lagging = In need of a reminder:

## play-*: taking part

play-briefing =
    { $round }
    • { $questions } multiple-choice questions, { $seconds } seconds for each.
    • At most { $attempt } for the whole paper.
    { $prediction ->
        [yes] • One prediction at the end, which is not scored.
       *[no] { "" }
    }
    The clock of a question only starts when it has reached you. Find a place with a good connection, then press “Begin”.
play-stored = Recorded
play-duplicate = That question is over; there is no need to answer again.
play-late = Sorry, the time for question { $position } was over, so this answer does not count.
play-straggler = Your answer to question { $position } came in time and is recorded.
play-type-an-option = Please choose one option of question { $position }, for example A, B, C or D.
play-type-a-number = Please type a whole number, for example 5945.
play-finished = You have finished. Thank you for taking part!
play-closed = Your attempt has ended because the time is over. All your answers are recorded. Thank you for taking part!
play-score = Score: { $score }/{ $total } · Time used: { $time }
play-reveal-later = The correct answers are published after the round has closed ({ $closes }).
play-prediction-people-all-correct = How many people will answer every question correctly? Please type a number.
play-prediction-participants = How many people will take part in this round? Please type a number.
play-prediction-attempts = How many attempts will be made in this round? Please type a number.
play-too-young = The rules ask for an age of at least { $age } on the day the round opens. We are sorry.
play-no-attempt-left = You have used all your attempts in { $round }. Thank you!
play-no-round = There is no round at the moment. The organisers will announce the next one.
play-round-ahead = { $round } opens at { $opens }. See you then!
play-not-ready = { $round } is not ready, as there are not enough questions yet. Please come back later; if that does not help, tell the organisers.
play-nothing-open = No question is waiting for your answer.
play-time-given-back = The system was interrupted for { $time }. The time for question { $position } has been extended accordingly; please go on.

format-instant = { $hour }:{ $minute } on { $date }
format-minutes = { $minutes } min
format-percent = { $percent }%
format-seconds = { $seconds } seconds
format-minutes-seconds = { $minutes } min { $seconds } s

## page-*: the web chat page (bot/web); texts in braces are filled in by its script

page-title = Online contest
page-noscript = This page needs JavaScript. Please switch JavaScript on in your browser and load the page again.
page-online = Online
page-connecting = Connecting…
page-offline = Connection lost, reconnecting…
page-paused = The contest is open in too many windows, so this one is paused.
page-resume = Use this window
page-welcome = Welcome to the contest! Press the button below to begin, or write a message at any time.
page-conversation = Conversation
page-new-messages = New messages
page-from-bot = Contest:
page-from-you = You:
page-announcement = Announcement of the organisers
page-compose = Write a message
page-compose-number = Enter your number
page-send = Send
page-menu = Frequent commands
page-shortcuts = Choose answers with the keys A, B, C, D
page-question-count = Question { $position } of { $of }
page-question-prediction = Prediction
page-prediction-hint = Enter a whole number in the message field below and press Send.
page-seconds-unit = sec
page-seconds-left = { $seconds } seconds left
page-time-up = Time is up, going on to the next question…
page-sending = Sending…
page-recorded = Recorded
page-skipped = Skipped
page-expired = Time is up
page-closed = This question is closed
page-correct = Correct
page-wrong = Not correct
page-right-answer = Right answer: { $letter }
page-waiting = Waiting for the connection…
page-unsent = Not sent
page-retry = Send again
page-slow-down = That was too fast. Please wait a few seconds and try again.
page-too-long = The message is longer than 2,000 characters. Please shorten it.
page-too-many-sessions = Too many devices are starting from this network. Please try again in a few minutes.
page-not-found = There is no such page.
page-failed = The system is busy. Please try again in a few minutes.
page-demo-title = Contest demonstration
page-demo-about = A small contest is really running on this machine: simulated contestants are playing. Join them and watch the numbers change.
page-demo-phones = Three roles in the contest
page-demo-citizen = Contestant
page-demo-citizen-note = Registers, plays, sees the score
page-demo-leader = Unit leader
page-demo-leader-note = Follows the unit's participation
page-demo-organiser = Organisers
page-demo-organiser-note = See the progress of the province
## page-*: end

## import-*: reading lists of units and questions (hoithi import)

import-at-row = row { $row }
import-at-row-and-line = row { $row } (line { $line } of the text file)
import-at-column = column { $column }
import-found = found "{ $text }"
import-found-empty = an empty cell
import-more-faults = … and { $count } more faults

import-fault-unreadable = { $place }: the file cannot be read, expected a file that exists and may be read
import-fault-too-large = { $place }: the file is too large, expected at most { $limit }
import-fault-unknown-ending = { $place }: { $found }, expected a file that ends in .csv, .xlsx or .ods
import-fault-wrong-kind = { $place }: { $found }, expected a real { $expected } file, not only its ending
import-fault-broken = { $place }: the file is damaged or has a password, expected one that opens; open it in Excel or LibreOffice and save it again
import-fault-unpacks-too-large = { $place }: the file unpacks to too much, expected at most { $limit }
import-fault-too-many-rows = { $place }: the table is too long, expected at most { $limit } rows; split it into several files
import-fault-too-many-columns = { $place }: the table reaches column { $last }, expected none after column { $limit }
import-fault-no-rows = { $place }: there is no data, expected a header and at least one row below it
import-fault-not-utf8 = { $place }: { $found }, expected text in UTF-8; in Excel choose Save As, type “CSV UTF-8”
import-fault-not-utf8-more = { $place }: from this row on { $count } more rows are not UTF-8, expected the whole file saved as “CSV UTF-8”
import-fault-bad-quotes = { $place }: a quotation mark is not closed or out of place, expected "…" around the whole cell and "" for each mark inside
import-fault-too-long = { $place }: { $found } with { $length } characters, expected at most { $limit }
import-fault-formula = { $place }: { $found }, a formula, expected a value; copy the cells and paste them as values
import-fault-error-value = { $place }: { $found }, an error value, expected a proper value
import-fault-control-character = { $place }: { $found } with a control character or a lost one, expected plain text
import-fault-missing-column = { $place }: there is no such column, expected "{ $column }" or "{ $also }"
import-fault-repeated-column = { $place }: { $found }, a repetition of column { $first }, expected each column once
import-fault-misspelt-column = { $place }: { $found }, expected the column name "{ $expected }"
import-fault-extra-cell = { $place }: { $found } under no header, expected an empty cell; put a text that contains the delimiter in quotation marks
import-fault-empty = { $place }: an empty cell, expected a value
import-fault-not-a-date = { $place }: { $found }, expected a date such as 31/12/2025 or 2025-12-31
import-fault-dates-reversed = { $place }: { $found }, expected a day not before the first day { $first }
import-fault-duplicate-code = { $place }: { $found }, already in row { $first }, expected a code of its own

import-fault-not-a-count = { $place }: { $found }, expected a whole number from 0, digits only
import-fault-onestop-over-staff = { $place }: { $found }, expected at most { $staff }, the staff of the same row
import-fault-unknown-parent = { $place }: { $found }, expected the code of a unit in this file or imported before
import-fault-unknown-parent-near = { $place }: { $found }, expected the code of a unit in this file or imported before; near codes: { $near }
import-fault-self-parent = { $place }: { $found }, the unit's own code, expected the code of the unit above it
import-fault-cycle = { $place }: the units form a circle { $path }, expected a tree without circles

import-fault-correct-outside = { $place }: { $found }, expected one of the letters { $letters }
import-fault-equal-options = { $place }: { $found }, the same as in column { $first }, expected options that differ
import-fault-empty-option = { $place }: an empty cell, expected a value because a later option is not empty
import-fault-shown-too-long = { $place }: the question and its options have { $length } characters, expected at most { $limit } to fit one message
import-fault-duplicate-question = { $place }: { $found }, already in row { $first }, expected a question asked once
import-fault-unknown-audience = { $place }: { $found }, expected "officials", "citizens" or an empty cell
## import-*: end

## cli-*, demo-*: the command line

cli-db-ready = The database is ready.
cli-db-not-ready = The database is not ready: { $found }. Run: hoithi db upgrade
cli-import-checked = The file is valid; nothing was written. It would add { $added }, change { $changed }, leave { $unchanged }.
cli-import-stored = Added { $added }, changed { $changed }, left { $unchanged } as they were.
cli-import-refused = { $count } faults; nothing was written.
cli-import-ignored = Columns that are not used: { $columns }
cli-not-an-instant = "{ $found }" is no time. Examples: 2023-11-07, "2023-11-07 07:30", "21/11/2023 24:00" (time of Viet Nam).
cli-no-rounds = There is no round yet. Create one: hoithi round create --help
cli-no-such-round = There is no round { $number }. See: hoithi round list
cli-closes-before-it-opens = A round must close after it opens.
cli-bad-rules = The rules in { $file } cannot be used: { $found }
cli-contest-needed = There is no contest yet. For its first round add --contest "Name" and --organiser "Who holds it".
cli-topic-short = Note: topic { $topic } needs { $needed } questions, the bank has { $available }.
cli-round = { $number }. { $name }: { $opens } to { $closes } ({ $state ->
        [planned] not open yet
        [open] open
       *[closed] closed
    })
cli-serving = The contest is running. Chat page: { $address } · Stop: Ctrl+C
cli-port-taken = Cannot listen on { $address }: another program uses the port. Choose another (WEB_PORT or --port).
cli-chat-demo = This is the demonstration contest (data/demo.db).
cli-chat-welcome = Hội Thi in the terminal. Type "start" to begin, "help" for help; leave with Ctrl+D.
demo-address = Demonstration: { $address } · Stop: Ctrl+C
demo-transcript = Finished: { $finished } · answers: { $stored } · timed out: { $expired } · messages sent: { $sent }
demo-leader-title = Unit leader
demo-organiser-title = Organisers
demo-stalled = The round did not come to its end: { $found }

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
    • Data: chat account id, full name, date of birth, unit, prize group, phone number (if you give it; kept in a coded form), answers and results.
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
    Step 1/5. What is your full name?
    For example: Nguyễn Thị Hoa. (Type “cancel” to stop.)
registration-name-too-short = Please type your full name, for example: Nguyễn Thị Hoa.
registration-name-too-long = This name has more than 80 characters. Please type it again.
registration-name-not-a-name = A name has letters only, no digits or symbols. Please type it again, for example: Nguyễn Thị Hoa.
registration-birth =
    Hello { $name }!
    Step 2/5. When were you born? Day first, for example: 08/11/1980.
registration-birth-unreadable = Please type day, month and year of your birth, for example: 08/11/1980.
registration-birth-short-year = Please type the year with four digits, for example: 08/11/1980.
registration-birth-no-such-day = There is no such day. Please type it again as day/month/year, for example: 08/11/1980.
registration-birth-in-future = This day is in the future. Please check and type your date of birth again.
registration-birth-too-long-ago = The year does not look right. Please check and type your date of birth again.
registration-too-young =
    The rules ask for an age of at least { $age } on the day the round opens. You can take part in rounds that open on { $since } or later. See you then!
    If you mistyped, please type your date of birth again.
registration-unit =
    Step 3/5. Which unit do you belong to? Type a part of its name, for example “Sở Nội vụ” or “phường Tân Lợi”.
    If you belong to no office, type the commune or ward you live in.
registration-unit-hits = Which of these is your unit? If none is, you can type another name.
registration-unit-not-found = Your unit was not found. Try fewer words (for example “nội vụ”), the unit above yours, or the commune or ward you live in.
registration-audience = Step 4/5. Which prize group do you belong to?
registration-confirm =
    Please check:
    • Full name: { $name }
    • Date of birth: { $birth }
    • Unit: { $unit }
    • Prize group: { $audience }
    • Phone: { $phone }
    Is everything right?
registration-phone = Step 5 of 5. Your phone number (to find you on your unit's list, and to reach you if you win a prize)? Only a coded form and the last digits are kept.
registration-phone-fault = That is no phone number we can use. Please try again, for example 0912 345 678, or choose “No number”.
share-phone = Share my number
phone-none = not given
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
choice-fix-phone = Phone number
choice-phone-skip = No number

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

## leaderboard-*: the ranking of a round

command-leaderboard = Leaderboard
help-leaderboard = “leaderboard”: your rank once the round has closed
leaderboard-none = There is no round to rank yet.
leaderboard-open = { $round } is open; { $ended ->
        [one] { $ended } person has finished
       *[other] { $ended } people have finished
    }. The leaderboard comes when the round closes, at { $closes }.
leaderboard-in-making = The leaderboard of { $round } is being made. Please look again in a few minutes.
leaderboard-in-making-staff = The leaderboard of { $round } is being made. Please look again in a few minutes.
leaderboard-heading = Ranking of { $round } (provisional until the organisers confirm it), people with an attempt that counts: { $participants }.
leaderboard-heading-open = Ranking of { $round } (provisional, the round is open, without predictions), people who have finished: { $participants }.
leaderboard-own = You rank { $rank } of { $of } with { $score }/{ $total } points, and { $group_rank } among { $group ->
        [citizens] citizens
       *[officials] officials
    }.
leaderboard-not-on-it = You have no attempt that counts in this round.
leaderboard-best = At the top:
leaderboard-line = { $rank }. { $name } – { $unit }
leaderboard-result = { $score } points, { $time }
leaderboard-distance = , prediction off by { $distance }
leaderboard-more = More
leaderboard-erased = (data erased)
leaderboard-unit-gone = (unit no longer exists)

## results of a round: result-*, cli-result-* (hoithi result)

command-result = Result
help-result = “result”: see the result of a round and whether it is published
leaderboard-heading-frozen =
    { $state ->
        [verified] Ranking of { $round } (checked by the secretariat, to be approved): { $participants } people with a counted attempt.
        [approved] Ranking of { $round } (approved, to be published): { $participants } people with a counted attempt.
       *[published] Published result of { $round }{ $version ->
            [1] { "" }
           *[other] {" "}(corrected version { $version })
        }: { $participants } people with a counted attempt.
    }
result-no-round = No round has closed yet.
result-none = The result of { $round } has not been frozen. Once the ranking is complete the secretariat freezes it: hoithi result freeze { $number }
result-state =
    { $state ->
        [provisional] provisional
        [verified] verified
        [approved] approved
        [published] published
       *[superseded] superseded
    }
result-heading =
    Result of { $round }, version { $version }, { $people } people: { $state ->
        [provisional] provisional, to be verified by the secretariat
        [verified] verified, to be approved by the organisers
        [approved] approved, to be published
        [published] published
       *[superseded] superseded by a newer version
    }.
result-step =
    { $move ->
        [verify] • Verified: { $by }, { $at }
        [approve] • Approved: { $by }, { $at }
        [publish] • Published: { $by }, { $at }
       *[replace] • Superseded: { $by }, { $at }
    }
result-fingerprint = SHA-256: { $fingerprint }
result-still-published = Version { $version } stays the published result until there is a newer one.
result-outdated = There was a correction since it was frozen. Freeze a new version: hoithi result freeze { $number } --reason "…"
result-to-verify = Verifying scores all attempts again; run: hoithi result verify { $number }
result-approve = Approve the result
result-publish = Publish the result
result-approve-question = Approve the result of { $round }, version { $version }, { $people } people?
result-publish-question = Publish the result of { $round }, version { $version }, { $people } people? What is published cannot be changed; every correction is a new version.
result-approve-yes = Yes, approve
result-publish-yes = Yes, publish
result-refused-not-allowed = This needs the right role: the secretariat (secretary) verifies, the organisers (organiser) approve and publish.
result-refused-reason-missing = A reason is needed.
result-refused-rehearsal = { $round } is a rehearsal and has no result.
result-refused-open = { $round } has not closed and has no result yet.
result-refused-none = The result of { $round } has not been frozen.
result-refused-nothing-new = Version { $version } is what the attempts say now; there is nothing new to freeze.
result-refused-wrong-state =
    Version { $version } is not at this step: { $state ->
        [provisional] still provisional, to be verified
        [verified] verified, to be approved
        [approved] approved, to be published
        [published] published
       *[superseded] superseded by a newer version
    }.
result-refused-outdated = There was a correction since version { $version } was frozen. Freeze a new version.
result-refused-four-eyes = Whoever approves must be another person than who verified.
result-refused-recount-differs =
    { $count ->
        [0] Scored again, the attempts give another ranking than what was frozen. Not verified; freeze a new version.
       *[other] Scored again, { $count } attempts have another score than what was frozen. Not verified; have it looked into.
    }
result-refused-no-person = There is no contestant { $person }.
result-refused-no-attempt = Contestant { $person } has no attempt in { $round }.
result-refused-is-disqualified = Contestant { $person } is disqualified already.
result-refused-not-disqualified = Contestant { $person } is not disqualified there.
result-refused-no-such-attempt = Contestant { $person } has no attempt { $ordinal } that has ended and is not void.
result-refused-same-person = Two different contestants are needed; both are { $person }.
result-refused-is-playing = Contestant { $person } is playing. Wait until the attempt has ended.
result-refused-order-needs-two = At least two contestants are needed, each once.
result-refused-order-not-in-rules = The rules of { $round } know no order by the organisers (manual).
result-refused-not-on-board = Contestant { $person } has no place in { $round }.
result-refused-not-equal = These contestants do not share a rank. The organisers put only equals into an order.
result-refused-question-not-asked = Nobody was asked question { $code } in { $round }.
result-refused-options-differ = The new right answer of question { $code } is not among the options that were asked, so it cannot be scored again.
result-refused-same-key = Question { $code } is scored with the key of its newest version already.
result-refused-in-making = The ranking of { $round } is being made. Run the command again in a few seconds.
result-refused-no-signal = There is no signal “{ $signal }” in { $round }.
result-refused-no-version = { $round } has no version { $version } of its result.
result-cause =
    { $cause ->
        [disqualified] disqualified
        [excluded] must not take part
        [reinstated] reinstated
        [void_attempt] attempt void
        [corrected_key] key corrected
        [merged] same person, merged
        [manual_order] ordered by the organisers
       *[others] others changed
    }
cli-result-by-unknown = “{ $user }” holds neither secretary nor organiser. See the keys of users with: hoithi role list
cli-result-frozen = Froze { $round }, version { $version }, { $people } people. SHA-256: { $fingerprint }
cli-result-taken =
    { $round }, version { $version }: { $state ->
        [verified] verified; scored again from the answers, everything came out the same.
        [approved] approved.
       *[published] published.
    }
cli-result-corrected = Logged as correction { $number } ({ $cause }); { $attempts } attempts changed.
cli-result-remade = { $round }: the ranking was made anew, { $people } people. Freeze a new version: hoithi result freeze { $number } --reason "…"
cli-result-person = No.
cli-result-change = Change
cli-result-cause = Cause
cli-result-came = came, rank { $rank }
cli-result-went = went, had rank { $rank }
cli-result-moved = rank { $before } → { $after }
cli-result-rescored = rank { $before } → { $after }, score { $score_before } → { $score_after }
cli-result-no-changes = Version { $after } is the same as version { $before }.
cli-result-one-version = { $round } has fewer than two versions of its result; there is nothing to compare.
cli-result-correction = Correction { $number }, { $at }, { $by }: { $cause }. Reason: { $reason }
cli-result-signal = Signal
cli-result-people = Contestants
cli-result-facts = Facts
cli-result-decision = Decision
cli-result-no-signals = { $round }: no signals to look at.
cli-result-too-fast = everything right in { $time }
cli-result-equal-answers =
    { $wrong ->
        [0] equal answers, all right, near in time
       *[other] equal answers, { $wrong } of them wrong, near in time
    }
cli-result-same-phone = one phone number
cli-result-decided =
    { $decision ->
        [kept] kept
        [disqualified] disqualified
       *[dismissed] dismissed
    }: { $note }
cli-result-noted = The decision about signal { $signal } is noted.
cli-result-decide-together = --signal, --decision and --note are needed together.
cli-result-bad-decision = “{ $found }” is no decision. Take one of: { $decisions }
cli-result-policy =
    { $four_eyes ->
        [yes] Whoever approves must be another person than who verified.
       *[no] One person may verify and approve.
    } To be looked at: everything right in less than { $least } seconds for each question, equal answers with wrong ones at most { $wrong } seconds apart, equal right answers at most { $right } seconds apart.

## cli-round-*: the report on a round (hoithi report round)

cli-round-heading = Ranking of { $round } by the attempts as they are: { $participants } people with a counted attempt.
cli-round-rehearsal = { $round } is a rehearsal and has no ranking.
cli-round-in-making = The ranking of { $round } is being made, or the round has just closed. Run this again in a few seconds while “hoithi serve” is running.
cli-round-predicted = Number to be predicted, { $group ->
        [citizens] citizens
       *[officials] officials
    }: { $count }
cli-round-bands = Quality, of { $total } people: { $bands }
cli-round-band = { $band ->
        [full] 100% right
        [high] 75% to below 100%
        [middle] 25% to below 75%
       *[low] below 25%
    }: { $people } ({ $share })
cli-round-rank = Rank
cli-round-group-rank = In group
cli-round-name = Name
cli-round-unit = Unit
cli-round-score = Score
cli-round-distance = Off by
cli-round-time = Time

## statistics-*, evidence-*, export-*: figures of rounds, frozen evidence, workbooks of results

statistics-heading = STATISTICS: { $rounds } (figures at { $at })
statistics-units = Units with participants: { $units }. Of the units with compulsory participants, { $met }/{ $expected } have some.
statistics-people = Participants (each counted once): { $people }, of whom { $finished } finished.
statistics-attempts = Attempts that have ended: { $attempts }, of which { $entries } are counted.
statistics-bands = Quality of all { $total } counted attempts: { $bands }
statistics-mean = Mean result of a counted attempt: { $percent }% of the most points; { $nothing } attempts have nothing right.
statistics-change = { $name ->
        [units] Units with participants
       *[people] Participants
    } in { $round }: { $count } ({ $changes })
statistics-since = against { $round } ({ $count }): { $change }
statistics-rising = rising through all { $count } rounds
statistics-previous = Against the earlier contest ({ $name }: { $units } units, { $entries } counted attempts): units { $unit_change }; attempts { $entry_change }.
statistics-previous-people = Participants against the earlier contest ({ $people } people): { $change }.
statistics-not-comparable = { $count }/{ $of } units cannot be compared, as the earlier contest has no figures of such a unit: { $units }
statistics-round = Round
statistics-topic = Topic
statistics-column-units = Units
statistics-column-people = People
statistics-column-finished = Finished
statistics-column-attempts = Attempts
statistics-column-mean = Mean
statistics-column-drawn = Times drawn
statistics-column-right = Right
statistics-column-discrimination = Discrimination
statistics-column-seconds = Median (s)
statistics-items-note =
    Right: of the counted attempts that had the question; no answer is no right one.
    Discrimination: point-biserial correlation of a right answer with the score of the other questions, from -1 to 1.
    Median: time since the answer before, with the way of the messages.
statistics-hardest = Questions that fewest had right:
statistics-item = • { $text } ({ $share })
statistics-number = { $number }
cli-round-not-begun = { $round } has not begun, so there are no figures yet.

evidence-title = EVIDENCE OF PARTICIPATION
evidence-sheet = Evidence
evidence-text-sheet = Sealed text
evidence-contest = Contest: { $contest }. Organiser: { $organiser }
evidence-rounds = Scope: { $rounds }
evidence-under = Only unit { $code } and the units below it
evidence-levels = Levels: { $levels }
evidence-taken = Figures as of { $at }. Made by: { $by }
evidence-result = Result of { $round }: version { $version }, { $state ->
        [provisional] provisional
        [verified] verified
        [approved] approved
        [published] published
       *[superseded] superseded
    }{ $current ->
        [yes] { "" }
       *[no] ; changed since it was frozen
    }
evidence-seal = SHA-256: { $sha256 }
evidence-participants = Participants
evidence-finished = Finished
evidence-headcount = Headcount
evidence-finished-of-headcount = Finished of the headcount
evidence-rate = Rate
evidence-quota = Quota
evidence-quota-state = { $state ->
        [yes] met
        [no] not met
       *[none] none
    }
evidence-quota-units = Units meeting/with a quota
evidence-quota-line = { $done }/{ $base }, need { $need }{ $missing ->
        [none] { "" }
       *[other] , { $missing } missing
    }
evidence-missing = Missing
evidence-entries = Counted attempts
evidence-mean = Mean result
evidence-band-full = Attempts at 100%
evidence-band-high = Attempts from 75% to below 100%
evidence-band-middle = Attempts from 25% to below 75%
evidence-band-low = Attempts below 25%
evidence-nothing-right = Attempts with nothing right
evidence-full = Share at 100%
evidence-intact = { $file }: the file is intact.
evidence-changed = { $file }: THE FILE WAS CHANGED. What it says does not agree with its SHA-256.
evidence-unknown = { $file }: it agrees with its SHA-256, but no file with that SHA-256 was ever made by this system.
evidence-unreadable = { $file }: cannot be read, or is no evidence made by this software.
evidence-made = Made at { $at } by { $by }.
evidence-same-now = The figures are still those of the file.
evidence-differs-now = The figures of { $count } units are others now: { $units }
evidence-not-comparable = Cannot be compared with the figures of today: a round or unit of the file is gone.
cli-evidence-which-round = The quota must be met in each round. Choose one: --round NUMBER
cli-unknown-level = There is no level “{ $found }”. Levels: { $levels }

export-sheet-summary = Summary
export-sheet-charts = Charts
export-sheet-quality = Quality
export-sheet-unit-quality = Quality of units
export-unit-quality = Quality by unit
export-sheet-units = Units
export-sheet-questions = Questions
export-sheet-ranking = Ranking { $number }
export-ranking = Ranking of { $round }: { $people } people with a counted attempt
export-quality = Quality by round and by level
export-quality-of = Shares are of the counted attempts of the same line.
export-units = How units took part (quota as of { $round })
export-units-of = Rate: people who finished, of all people of the unit. Each line is one unit without those below it.
export-questions = Item analysis
export-opens = From
export-closes = To
export-count-units = Units
export-units-axis = Units
export-people-axis = People
export-count-people = Participants
export-count-finished = Finished
export-count-officials = Officials
export-count-citizens = Citizens
export-count-attempts = Attempts that ended
export-count-entries = Counted attempts
export-state = Result
export-not-frozen = Not frozen; provisional figures
export-group = Prize group
export-seconds = Time (s)
export-submitted = Submitted at
export-scope = Scope
export-all = All rounds
export-level = Level { $level }
export-share = Share: { $band }
export-question-code = Code
export-question = Question
export-version = Version
export-count-drawn = Times drawn
export-count-answered = Answered
export-count-right = Right
export-share-right = Share right
export-chart-trend = People and units through the rounds
export-chart-bands = Quality through the rounds
export-chart-highest = Units with the highest rate
export-chart-lowest = Units with the lowest rate
export-operator = the operator of the system
export-watermark = Exported at { $at } by { $by }

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
        [earliest_login] began earlier
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
report-below = Units (people finished/all people), most missing first:
report-more = … and { $count } more units.
report-leading = Highest shares of people who have finished:
report-lagging = In need of a reminder:
report-quotas =
    { $missing ->
        [0] • Units that have met their quota: { $met }/{ $of }
       *[other] • Units that have met their quota: { $met }/{ $of }; at least { $missing } people are missing
    }
report-own-quota =
    { $alone ->
        [yes] Compulsory participation (people on the unit's roster):
       *[no] Compulsory participation of { $unit } alone (people on its roster):
    }
report-no-roster = There is no roster of the unit yet, so nobody counts towards its quota. Please send one to the organisers.
report-target =
    The unit has promised that { $target }% of its people take part; so far { $rate }: { $status ->
        [missed] promise not kept yet.
        [met] promise kept.
       *[exceeded] promise exceeded.
    }
report-unit-missing = • { $unit }: { $finished }/{ $headcount }, { $missing } missing
report-unit-met = ✓ { $unit }: { $finished }/{ $headcount }, met
report-more-own = You are in charge of { $count } more. Write “download” to see all of them.
report-short = Most people missing:
report-short-unit = • { $unit }: { $missing } missing

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

## admission-*: the waiting line, when more people want to begin than a platform lets be served

command-leave = Leave the line
admission-notice = You are number { $place } in line; your turn comes in { $wait }. There is nothing to do, and you lose no time to answer.
admission-notice-late = You are number { $place } in line; your turn comes in { $wait }. The round closes at { $closes }, perhaps before it.
admission-place =
    Very many people want to begin at the same time. At { $time } you are number { $place } in line; your turn comes in { $wait } (at { $turn }).
admission-late = Please note: the round closes at { $closes }, perhaps before your turn.
admission-promise = There is nothing to do: when it is your turn the first question comes by itself, and the clock only starts then, so you lose no time to answer. Please keep your phone at hand.
admission-page = If you would rather not wait you can play at once at { $address } (write “link” to keep your registration).
admission-soon = It is your turn soon: in { $wait }. Please have your phone ready; the first question comes by itself.
admission-closed = Sorry, { $round } has closed before it was your turn. No attempt of yours has been used. We ask for your understanding.
admission-left = You have left the line and used no attempt. Whenever you want to play, choose “Play”.
admission-not-waiting = You are not in the line.
admission-time = { $hour }:{ $minute }
admission-under-a-minute = less than a minute
admission-minutes = about { $minutes } minutes
admission-hours = about { $hours } hours { $minutes } minutes

## chart-*, sheet-*: pictures and files that are sent (bot/documents)

# Beside a bar: how many there are, of how many, and how many there have to be.
chart-figures = { $done }/{ $base } (needs { $need })
chart-figures-free = { $done }/{ $base }
chart-met = ✓ Met
chart-missing = { $missing } missing
chart-free = Encouraged
chart-nobody = Not applicable
chart-legend = The dark mark on a bar is what is needed.
chart-more = { $count } more are not in this picture.
chart-empty = No figures yet.
chart-part = { $count } ({ $share })
chart-total = Total: { $total } entries
chart-value = { $value }
sheet-page = Page { $page } of { $pages }

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
page-file-rows = Excel spreadsheet, { $rows } rows
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
page-busy = The system is busy and what you have just sent was not recorded. Please wait a few seconds and press again.
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
page-return = You are registering to enter a room. Afterwards you are brought back to it.
page-return-ready = You are registered.
page-return-button = Enter the room
## page-*: end

## live-page-*: web rooms and the big screen of live rounds (bot/web/live*); texts in braces are filled in by the pages' scripts

live-page-room = Online room
live-page-rehearsal = Rehearsal, results do not count
live-page-starts = Starting at { $time }
live-page-starting = Starting soon
live-page-wait-here = Please keep this page open. The questions appear by themselves, in all rooms at the same time.
live-page-you = You take part as { $name }
live-page-guest-title = Please register before you enter the room
live-page-guest = You register only once, it takes about a minute. Afterwards you are brought back to this room.
live-page-guest-button = Register
live-page-question = Question { $position }/{ $of }
live-page-answered = { $count } answered
live-page-answered-label = have answered
live-page-can-change = You can change it until time is up.
live-page-over = Time is up in this room
live-page-over-means = Please wait for the other rooms. The right answer is shown to everybody at the same time.
live-page-held = Waiting for some rooms
live-page-held-means = A few rooms have trouble with their connection. The organisers are looking after it; please wait a moment.
live-page-sending = Question { $position }/{ $of } is on its way to this room
live-page-sending-means = The clock of this room only starts when the question appears.
live-page-trouble = The connection to this room has trouble
live-page-trouble-means = No answer time is lost. The organisers are looking after it; please wait a moment.
live-page-left-out = This room could not take part in question { $position }/{ $of }
live-page-left-out-means = The connection failed. The room goes on with the next question.
live-page-paused = The round is paused
live-page-paused-means = The clocks of all rooms stand still, nobody loses time. The round goes on in a moment.
live-page-annulled = Question { $position }/{ $of } was annulled
live-page-annulled-means = It counts for nobody, in any room.
live-page-finished = The round has ended
live-page-finished-means = Thank you for taking part.
live-page-cancelled = The round was cancelled
live-page-cancelled-means = Results do not count. We apologise.
live-page-right = Your answer is right
live-page-wrong = Your answer is wrong
live-page-no-answer = You did not answer this question
live-page-key = Right answer: { $letter }
live-page-people-count = { $count } people
live-page-option-count = { $count } people ({ $percent }%)
live-page-points-label = points
live-page-right-label = right
live-page-rank-label = rank
live-page-rank-range = { $from }–{ $to }
live-page-standing = Standing after question { $position }/{ $of }
live-page-standing-final = Final result
live-page-people = Leading people
live-page-units = Units
live-page-points = { $points } points
live-page-participants = { $count } taking part
live-page-more-units = and { $count } more units
live-page-nobody = Nobody has answered yet
live-page-next = Next question in { $seconds } seconds
live-page-next-end = Final result in { $seconds } seconds
live-page-winners = Congratulations to the leading people and units
live-page-join = Scan the code to enter the room
live-page-join-address = or open
live-page-not-found = This room was not found. Please check the address with the organisers.
live-page-screen-not-found = This screen was not found. Please check the address.
live-page-updating = Reconnecting…
## live-page-*: end

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

## import-*: reading rosters and lists of people who must not take part

import-fault-not-a-percent = { $place }: { $found }, expected a whole number from 0 to 100, such as 80 or 80% (if the cell is formatted as a percentage, make it a text)

import-fault-not-a-name = { $place }: { $found }, expected a full name of letters only, 2 to 80 characters
import-fault-year-only = { $place }: { $found } is a year alone, expected day, month and year of birth, such as 08/11/1980
import-fault-short-year = { $place }: { $found }, expected a year of birth with four digits, such as 08/11/1980
import-fault-too-young = { $place }: { $found } makes this person younger than { $age }, expected a date of birth that has been checked
import-fault-too-old = { $place }: { $found } makes this person { $age } or older, expected a date of birth that has been checked
import-fault-bad-phone = { $place }: { $found } { $reason ->
        [too_short] lacks digits
        [too_long] has too many digits
        [foreign] is no number of Viet Nam
        [unknown_prefix] begins with a prefix that does not exist
       *[not_a_number] is no phone number
    }, expected a number such as 0912 345 678 or +84 912 345 678
import-fault-unmatchable = { $place }: neither a date of birth nor a phone number, expected one of them to recognise this person at registration
import-fault-duplicate-phone = { $place }: { $found } is the number of somebody else in row { $first }, expected a number of their own or an empty cell
import-fault-listed-twice = { $place }: { $found } is in row { $first } already, expected each person once; if two people share name and date of birth, give both their phone numbers
import-fault-unknown-duty = { $place }: { $found }, expected one of the duties: { $near }

import-fault-unknown-unit = { $place }: { $found }, expected the code or name of a unit that has been imported
import-fault-unknown-unit-near = { $place }: { $found } is no unit that has been imported, perhaps: { $near }
import-fault-ambiguous-unit = { $place }: { $found } is the name of several units, expected a code, or a column "Đơn vị cấp trên": { $near }
import-fault-unit-elsewhere = { $place }: { $found }, expected the unit above; units of that name are: { $near }
import-fault-unit-contradicted = { $place }: { $found }, but the code in the same row is that of { $near }; expected code and name of one unit
import-fault-unknown-category = { $place }: { $found }, expected a position category of the contest, such as: { $near }
import-fault-onestop-outside-staff = { $place }: { $found } in a row of the category { $category }, expected an empty cell; one-stop officers are counted among staff only
import-fault-not-a-flag = { $place }: { $found }, expected "x" or "yes", "no" or an empty cell
import-fault-in-two-units = { $place }: { $found }, but row { $first } has this person in { $unit }; expected each person in one unit; if two people share name and date of birth, give both their phone numbers
import-fault-over-headcount = { $place }: { $unit } has { $count } nominated people in the category { $category }, expected at most { $headcount }, its headcount in the list of units

cli-import-roster-checked = The file is valid; nothing was written. It would add { $added }, change { $changed }, keep { $unchanged }, take { $removed } off the list.
cli-import-roster-stored = Added { $added }, changed { $changed }, kept { $unchanged }, took { $removed } off the list.
cli-import-roster-elsewhere = Note: { $name } of { $unit } is also on the stored list of { $other }; if this is one person, keep them on the list of one unit only
cli-import-roster-elsewhere-more = … and { $count } more cases of people on the lists of two units
cli-import-roster-matched = Compared with registered people: { $confirmed } matched by phone, { $suggested } wait for their unit's liaison.
cli-import-exclusions-carried-out = Made the attempts of { $count } registered people void and told them.
cli-import-units-needed = There are no units yet. Import them first: hoithi import units FILE
cli-import-faults-hint = For a copy of the table with every faulty cell marked, run this command again with: --faults faults.xlsx
cli-import-faults-written = The faulty cells are marked in { $file }.
cli-import-faults-none = There are no faults, so { $file } was not written.
cli-import-not-writable = { $file } cannot be written. Close it if it is open, or choose another name or folder.
cli-import-template-written = Wrote a template of the list to { $file }.

## roster-*: telling who on a roster a registered person is

roster-ask = Dear colleague,
    { $name }, born on { $birth }, has just registered{ $same ->
        [yes] { "" }
       *[no] { " " }and belongs to { $declared } by their own account
    }. { $alike ->
        [phone] The roster of { $unit } has { $listed } under the same phone number, but the name differs.
       *[name] The roster of { $unit } names somebody with the same name and date of birth, but the phone number differs or is missing.
    }
    Is this the person on the roster?
choice-roster-yes = Yes, this person
choice-roster-no = No
roster-confirmed = Noted: { $name } is the person on the unit's roster. Thank you.
roster-rejected = Noted: whoever has just registered is not the { $name } on the unit's roster. Thank you.
roster-settled = This has been settled or needs no answer any more. Thank you.
roster-not-yours = Only liaisons and leaders of this unit or one above it can confirm that.

## excluded-*, duty-*: people who must not take part

excluded = Thank you for your interest. To keep the contest fair, { $duty } must not take part, so you cannot register. If this is a mistake, please tell the organisers.
excluded-afterwards = To keep the contest fair, { $duty } must not take part. You are on that list, { $played ->
        [yes] so your attempts do not count
       *[no] so you do not take part in the rounds
    }. Thank you for your time. If this is a mistake, please tell the organisers.
duty-organising-committee = members of the organising committee
duty-secretariat = members of the secretariat
duty-drafting-team = those who write and review the questions
duty-technical = technical staff of the software

## marked-*, template-*: the workbooks of an import (bot/documents)

marked-sheet = List
marked-faults-sheet = Faults
marked-row = Row
marked-column = Column
marked-found = Content
marked-reason = Fault and remedy
marked-more = { $count } more faults are not listed here.

template-units-sheet = Units
template-guide-sheet = Guide
template-guide-column = Column
template-guide-how = How to fill it in
template-guide-example = Example
template-full-name = full_name
template-full-name-how = The full name with all marks.
template-full-name-example = Nguyễn Thị Hoa
template-birth-date = birth_date
template-birth-date-how = Day/month/year, with four digits of the year. A birth date or a phone number is needed.
template-birth-date-example = 08/11/1980
template-phone = phone
template-phone-how = The number that this person will register with; everybody has their own.
template-phone-example = 0912 345 678
template-unit = unit
template-unit-how = Pick one from the list, or give the unit's code.
template-unit-example = Sở Nội vụ
template-category = category
template-category-how = Pick one from the list.
template-category-example = công chức
template-onestop = onestop
template-onestop-how = An x for officers of the one-stop department; leaders stay empty.
template-onestop-example = x
template-nominated = nominated
template-nominated-how = If the whole column is empty, everybody is nominated. If some have a "yes", those who are empty are not.
template-nominated-example = yes
template-yes = yes
template-no = no

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
cli-second-poller = Stopped: another process already takes the updates of Telegram bot { $bot }. A bot runs in one place; stop the other process, then start again.
cli-chat-demo = This is the demonstration contest (data/demo.db).
cli-chat-welcome = Hội Thi in the terminal. Type "start" to begin, "help" for help; leave with Ctrl+D.
demo-address = Demonstration: { $address } · Stop: Ctrl+C
demo-transcript = Finished: { $finished } · answers: { $stored } · timed out: { $expired } · messages sent: { $sent }
demo-leader-title = Unit leader
demo-organiser-title = Organisers
demo-live-title = Live contest on administrative reform (demonstration)
demo-live-hall = Main hall
demo-live-screen = Big screen of the hall: { $address }
demo-live-room = Enter the hall's room: { $address }
demo-live-phones = Phones of a contestant, a unit leader and the organisers: { $address } · Stop: Ctrl+C
demo-live-transcript = Question { $position }/{ $of } · answers stored: { $stored } · messages sent to the groups: { $sent }
demo-live-ended = The live round is over; the result stays on the big screen. Run the command again for another one.
demo-stalled = The round did not come to its end: { $found }

## cli-backup-*, cli-restore-*: saving everything, and getting it back

cli-backup-done = Saved to { $file } ({ $size } MB). The file holds personal data and the secret key: keep it in a safe place and do not send it in a message.
cli-backup-exists = { $file } exists already, so nothing was saved. Please choose another name.
cli-backup-nothing = There is no database to save yet.
cli-backup-unsound = The database is damaged or is not one of Hội Thi ({ $found }), so it cannot be saved.
cli-backup-files = { $file } cannot be read or written ({ $found }). Please check its name, the permissions and the space on the disk.
cli-backup-tool-missing = The program { $tool } was not found. Install the package postgresql-client in the version of the PostgreSQL server.
cli-backup-tool-failed = { $tool } has failed: { $found }
cli-backup-broken = { $file } is damaged or is not a backup of Hội Thi ({ $found }); nothing was changed.
cli-backup-other-kind = The backup is of { $found }, but DATABASE_URL leads to { $wanted }; nothing was changed.
cli-backup-newer = A newer version made this backup (schema { $revision }); nothing was changed. Install that version and restore again.
cli-backup-other-secret = SESSION_SECRET differs from the key in the backup; nothing was changed. Set SESSION_SECRET to what it was at the backup, or leave it empty to use the key in the backup.
cli-backup-not-empty = The database is not empty; nothing was changed. To replace all of it by the backup, repeat the command with: --replace
cli-backup-other-revision = The schema of the database has another revision than the backup; nothing was changed. Create an empty database, let DATABASE_URL lead there and restore into it.
cli-backup-in-use = The database is in use; nothing was changed. Stop hoithi serve and repeat the command.
cli-restore-done = Restored the backup of { $at }. Check it with hoithi doctor, then start hoithi serve again.

## cli-report-*, cli-role-*, cli-quotas-*, cli-reminders-*, cli-link-*: commands of organisers

cli-yes = yes
cli-no = no
cli-file-written = { $file } has been written.
cli-no-contest = There is no contest yet. Create its first round: hoithi round create --help
cli-unknown-unit =
    { $near ->
        [none] There is no unit “{ $found }”. Use a code of the imported units.
       *[other] There is no unit “{ $found }”, or several have that name. It may be: { $near }
    }
cli-unknown-role =
    There is no role “{ $found }”.{ $near ->
        [none] { "" }
       *[other] { " " }It may be: { $near }.
    } The roles: { $roles }
cli-report-heading = { $round } – compulsory participation. Closes: { $closes }.
cli-report-title = Compulsory participation – { $round }
cli-report-nothing = No unit has a compulsory quota.
cli-report-total = { $met } of { $of } units meet their quota; at least { $missing } people are missing.
cli-report-code = Code
cli-report-unit = Unit
cli-report-parent = Unit above
cli-report-level = Level
cli-report-category = Category
cli-report-base = People
cli-report-need = Needed
cli-report-done = Done
cli-report-missing = Missing
cli-report-met = Met
cli-role-needs-unit = The role { $role } is held for a unit. Add --unit CODE.
cli-role-without-unit = The role { $role } is held for no unit. Leave out --unit and --all-units.
cli-role-one-target = Use either --unit or --all-units.
cli-role-not-held = { $user } does not hold this role { $role }. See: hoithi role list
cli-role-revoked = { $user } no longer holds the role { $role }.
cli-no-roles = Nobody holds a role yet. Make a code: hoithi role invite --help
cli-roles-role = Role
cli-roles-unit = Unit
cli-roles-user = User
cli-invite-link = Or open this link (do not post it in a group): { $link }
cli-invite-no-units = There is no unit yet whose level has a compulsory quota. See: hoithi quotas show
cli-invited-all = Codes were made for { $count } units. Send each only to the person it is for, then delete the file.
cli-invite-title = Invitation codes: { $role }
cli-invite-code = Code
cli-invite-until = Good until
cli-invite-text = Text to forward
cli-invite-forward =
    The organisers invite you to be { $role } of { $unit }. Please write to the contest's bot in private: code { $code }{ $link ->
        [none] .
       *[other] , or open { $link } and press “Start”.
    } The code is good once, until { $until }; please do not pass it on.
cli-no-telegram-link = The name of the Telegram bot { $bot } is not known, so there is no Telegram link. Check: hoithi doctor
cli-no-public-url = The address of the web chat is not known. Set PUBLIC_URL, for example PUBLIC_URL=https://hoithi.example.vn, and keep web in MESSAGING_ADAPTERS.
cli-link-of-root = Nobody registers directly with { $unit }. Choose a unit below it.
cli-not-json = no JSON, wrong at line { $line }, column { $column }
cli-not-utf8 = not UTF-8
cli-not-readable = the file cannot be read
cli-too-deep = brackets are nested too deeply
cli-rules-checked = The file is good; nothing was written. The rules in it:
cli-rules-stored = Stored. The rules now:
cli-quotas-level = Level
cli-quotas-units = Units
cli-quotas-category = Category
cli-quotas-rule-heading = Must take part
cli-quotas-rule =
    { $kind ->
        [count] at least { $amount }
       *[percent] at least { $amount }%
    }{ $within ->
        [none] { "" }
       *[other] , counted within: { $within }
    }
cli-quotas-none = encouraged
cli-quotas-free = Levels that are only encouraged (units): { $levels }
cli-quotas-switches =
    People who may not take part { $base ->
        [yes] are left out of the headcount
       *[no] stay in the headcount
    }. { $scope ->
        [round] Every round counts by itself.
       *[contest] Whoever has finished in any round counts.
    }
cli-reminders-schedule =
    Reminders at { $at }{ $days ->
        [none] { "" }
       *[other] , { $days } days before the last day
    }{ $last ->
        [yes] {" "}and on the last day
       *[no] { "" }
    }. None from { $begins } to { $ends }.
cli-reminders-stage =
    { $days ->
        [0] • Last day: { $people }
       *[other] • { $days } days left: { $people }
    }
cli-reminders-round =
    { $slots ->
        [none] { $number }. { $round }: no more reminders.
       *[other] { $number }. { $round }: { $slots }
    }
cli-addressee =
    { $who ->
        [liaison] liaison
        [leader] leader
        [parent] unit above
        [organisers] organisers
       *[groups] groups
    }
cli-outcome =
    { $outcome ->
        [reminded] reminded
        [no_quota] no quota
        [met] met
        [stopped] stopped by the unit
        [snoozed] snoozed by the unit
        [already_today] reminded that day already
        [quiet_hours] quiet hours
       *[unreachable] nobody to write to
    }
cli-reminders-none = No reminder has been logged.
cli-reminders-day = Day
cli-reminders-unit = Unit
cli-reminders-outcome = Outcome
cli-reminders-gaps = Missing
cli-reminders-told = Sent to
cli-not-a-day = “{ $found }” is no day. For example: 2023-11-14 or 14/11/2023.

## doctor-*: what hoithi doctor finds, and what to do about it

doctor-settings = Settings: readable.
doctor-database =
    { $error ->
        [none] { $state ->
            [ok] Database: reached.
           *[failed] Database: there is none yet.
        }
       *[other] Database: cannot be opened ({ $error }).
    }
doctor-database-advice =
    { $error ->
        [none] Run: hoithi db upgrade
       *[other] Check DATABASE_URL, the rights to the data folder, or whether the database server is running.
    }
doctor-schema =
    { $state ->
        [ok] Schema: of this version.
       *[failed] Schema: not of this version ({ $found }).
    }
doctor-schema-advice =
    { $kind ->
        [newer] A newer version has upgraded this database. Install that version; to go back, restore an older backup into an empty database.
       *[known] Make a backup, then run: hoithi db upgrade
    }
doctor-writing =
    { $state ->
        [ok] Writing: possible.
       *[failed] Writing: not possible ({ $error }).
    }
doctor-writing-advice = Check what the program's account may write, and whether another program has locked the database.
doctor-journal =
    { $state ->
        [ok] SQLite's journal: WAL mode.
       *[failed] SQLite's journal: { $mode } mode, not WAL.
    }
doctor-journal-advice = Keep the database file on a disk of this machine, not on a network share.
doctor-disk = Disk with the data: { $free } GB free.
doctor-disk-advice = Free some of the disk or move the data to a larger one before the contest; 2 GB should be free.
doctor-secret =
    { $kind ->
        [set] Secret: set in SESSION_SECRET.
        [none] Secret: will be made by the first start.
        [lost] Secret: the file data/session.key is gone, although there is a contest.
        [short] Secret: the file data/session.key is damaged or too short.
        [open] Secret: others on this machine can read the file data/session.key.
       *[file] Secret: in the file data/session.key, readable by its owner only.
    }
doctor-secret-advice =
    { $kind ->
        [open] Run: chmod 600 data/session.key
       *[other] Bring data/session.key back from a backup, or set SESSION_SECRET as it was. With another one, stored phone numbers and codes are not recognised any more.
    }
doctor-address =
    { $kind ->
        [off] Address of the web chat: the web chat is not used.
        [none] Address of the web chat: not set, so there are no links and QR codes.
        [plain] Address of the web chat: http, which is not encrypted.
       *[https] Address of the web chat: https.
    }
doctor-address-advice =
    { $kind ->
        [off] If you want the web chat, add web to MESSAGING_ADAPTERS.
       *[other] Set PUBLIC_URL to the contest's https address, for example https://hoithi.example.vn
    }
doctor-telegram =
    { $why ->
        [token] Telegram { $bot }: the token is not accepted.
        [silent] Telegram { $bot }: no answer.
       *[none] Telegram { $bot }: works, named @{ $name }.
    }
doctor-telegram-advice =
    { $why ->
        [token] Check TELEGRAM_TOKENS; get the token from BotFather again.
       *[silent] Check the connection to TELEGRAM_API_URL; providers may be blocking Telegram. The web chat and Zalo still work.
    }
doctor-telegram-inlet =
    { $kind ->
        [webhook] Telegram { $bot }: the webhook is set as it should be.
        [polling] Telegram { $bot }: messages are fetched by polling.
        [failing] Telegram { $bot }: within the last hour messages could not be brought to this server.
        [not-set] Telegram { $bot }: the webhook is not set as the settings say.
       *[foreign] Telegram { $bot }: a webhook is set that the settings do not name.
    }
doctor-telegram-inlet-advice =
    { $kind ->
        [failing] Check that hoithi serve is running, and the certificate and reverse proxy of TELEGRAM_WEBHOOK_URL.
       *[other] hoithi serve puts that right when it starts. If it stays, another system uses this bot.
    }
doctor-zalo =
    { $why ->
        [token] Zalo { $bot }: the token is not accepted.
        [silent] Zalo { $bot }: no answer.
       *[none] Zalo { $bot }: works, named { $name }.
    }
doctor-zalo-advice =
    { $why ->
        [token] Check ZALO_TOKENS; get the token from Zalo Bot Creator again.
       *[silent] Check the connection to ZALO_API_URL.
    }
doctor-zalo-groups =
    { $state ->
        [ok] Zalo { $bot }: may join groups.
       *[warning] Zalo { $bot }: may not join groups yet.
    }
doctor-zalo-groups-advice = Switch groups on for the bot in Zalo Bot Creator; they are in beta. Without groups, people can still play in private.
doctor-zalo-name =
    { $state ->
        [ok] Zalo { $bot }: its name in groups is known.
       *[warning] Zalo { $bot }: its name in groups is not known.
    }
doctor-zalo-name-advice = Write the bot's display name into ZALO_DISPLAY_NAMES.
doctor-zalo-inlet =
    { $kind ->
        [webhook] Zalo { $bot }: the webhook is set as it should be.
        [polling] Zalo { $bot }: messages are fetched by polling.
        [not-set] Zalo { $bot }: the webhook is not set as the settings say.
       *[foreign] Zalo { $bot }: a webhook is set that the settings do not name.
    }
doctor-zalo-inlet-advice = hoithi serve puts that right when it starts. If it stays, another system uses this bot.
doctor-clock =
    { $state ->
        [ok] Clock of this machine: right, off by { $seconds } seconds at most.
        [skipped] Clock of this machine: there is no server to compare it with.
       *[failed] Clock of this machine: off by { $seconds } seconds.
    }
doctor-clock-advice =
    { $state ->
        [skipped] See for yourself with timedatectl: it should say “System clock synchronized: yes”.
       *[failed] Switch synchronisation on (NTP): timedatectl set-ntp true
    }
doctor-contest =
    { $state ->
        [ok] Contest: { $name }.
       *[failed] Contest: there is none yet.
    }
doctor-contest-advice = Create it with its first round: hoithi round create --help
doctor-round =
    { $state ->
        [ok] Rounds that are open or to come: { $count }.
        [warning] Rounds: all are over.
       *[failed] Rounds: there is none yet.
    }
doctor-round-advice = Create a round: hoithi round create --help
doctor-bank =
    { $state ->
        [ok] Questions for { $round }: enough.
       *[failed] Questions for { $round }: too few of { $topics } (there are/needed), nobody can begin.
    }
doctor-bank-advice = Import more questions: hoithi import questions FILE
doctor-roster =
    { $state ->
        [ok] Rosters: all { $of } units with a quota have one.
        [skipped] Rosters: no unit has a compulsory quota.
       *[warning] Rosters: { $count } of { $of } units with a quota have none ({ $units }).
    }
doctor-roster-advice =
    { $state ->
        [skipped] If there are quotas, import headcounts with the units and see: hoithi quotas show
       *[warning] Import them, or nobody of these units is counted: hoithi import roster FILE
    }
doctor-officials =
    { $state ->
        [ok] People to remind: all { $of } units with a quota have some.
        [skipped] People to remind: no unit has a compulsory quota.
       *[warning] People to remind: { $count } of { $of } units with a quota have neither liaison nor leader ({ $units }).
    }
doctor-officials-advice =
    { $state ->
        [skipped] If there are quotas, import headcounts with the units and see: hoithi quotas show
       *[warning] Make codes for the units' liaisons: hoithi role invite unit_liaison --all-units codes.xlsx
    }
doctor-summary = Good { $ok }, to note { $warning }, failed { $failed }, not checked { $skipped }.

## code-*, role-*, invite-*: one-time codes and the roles that they give

command-code = Code
command-link = Link
command-group-code = Group code
command-invite = Invite
help-code = “code” with the code you were given, such as “code 7F3K-9QXY”: take on a role or link an account
help-link = “link”: get a code to use another platform as well (Zalo, Telegram, the web page)
help-group-code = “group code”: get a code that binds a group chat to your unit (for leaders and liaisons)
help-invite = “invite”: issue an invitation code to a liaison, leader, secretary… (for organisers)
code-how = Please write “code” with the code you were given, for example: code 7F3K-9QXY
code-wrong = This code is wrong, has been used or has expired. Please check it or ask the sender for a new one.
code-wait = You have entered wrong codes several times. For safety, please try again in an hour.
code-for-group = This code binds a group to a unit. Please mention the bot in the group and write: LINK and the code.
code-shown-in-group = This code is for a private message to the bot only. As the group has seen it, it is no longer valid; please ask for a new one.
role-unit-liaison = Unit liaison
role-unit-leader = Unit leader
role-secretary = Member of the secretariat
role-organiser = Member of the organising committee
role-author = Member of the question drafting team
role-reviewer = Question reviewer
role-technician = Technical staff
role-given =
    { $unit ->
        [none] Your role has been recorded: { $role }.
       *[other] Your role has been recorded: { $role }, { $unit }.
    }
role-bars =
    Under the plan, holders of this role do not take part.{ $attempts ->
        [0] {""}
       *[other] {" "}The attempt you have made will not count.
    }
invite-role = Which role is the invitation for?
invite-unit = Please write the name or the code of the unit.
invite-unit-unknown = No such unit was found. Please write its name or code again.
invite-code =
    Invitation { $unit ->
        [none] { $role }
       *[other] { $role } – { $unit }
    }: { $code }
    Good once, until { $until }.

    Please forward to the right person: “Please write privately to the contest bot: code { $code }”. Do not post this code in a group.

## link-*: one person on several platforms

link-how = If you have registered on another platform, write “link” there to get a code and then send it here. If you have not, please register here.
link-code =
    Your link code: { $code }
    It is good once, for { $minutes } minutes. Open the contest bot on the other platform and send this code. Give it to nobody: whoever has it can use your contest account.
link-registered = This account is registered already and cannot be linked. If you registered twice by mistake, please contact the organisers.
link-done = Linked. You have one contest profile on all your platforms; one attempt counts in each round.

## budget-*: messages that a platform grants in a month

command-budget = Budget
help-budget = “budget”: messages that the bots have used and have left this month (for organisers)
budget-heading = To the organisers: message budgets of the bots
budget-none = The platforms in use do not limit the messages of a month.
budget-bot = { $bot } – month { $month }
budget-messages =
    • Sent: { $sent } of { $granted } messages{ $waiting ->
        [0] { "" }
       *[other] { "" }, { $waiting } waiting
    }; { $left } left.
budget-plan = • Users: { $users } of { $most_users }; groups: { $groups } of { $most_groups }.
budget-forecast =
    • Forecast for { $round }: { $people } people who have not played × { $each } messages{ $running ->
        [0] { "" }
       *[other] { "" }, { $running } running attempts
    } and announcements: { $needed } more needed.
budget-lasts = • Enough for everybody to play to the end.
budget-short = • Not enough: { $missing } messages are missing.
budget-warning =
    To the organisers:
    { $bot } may not have enough messages for { $round }: { $needed } more are needed, { $left } are left this month.
    The bot keeps messages for running attempts before new ones. Once there is not enough for a whole attempt, it begins no new one.
budget-advice = Please buy a larger plan for the bot, or open a web page or Telegram for the contest.
budget-advice-page = Please buy a larger plan for the bot, or invite people to the web page, which has no limit: { $address }
budget-group = The bot's messages of this month are limited. Please take part in { $round } on the web page: { $address }
budget-refused =
    The bot's messages of this month are not enough for a whole attempt, so you cannot begin here. Your attempt is not used up.
    Please come back from { $date } on, or write to the organisers.
budget-refused-page =
    The bot's messages of this month are not enough for a whole attempt, so you cannot begin here. Your attempt is not used up.
    Please play on the web page: { $address }
    Type “link” here for a code, and enter it on the page, so that you need not register again.
budget-spent =
    To the organisers:
    { $bot } has used up its messages of { $month } (sent { $sent } of { $granted }).{ $waiting ->
        [0] { "" }
       *[other] { " " }{ $waiting } waiting messages are not lost and will be sent when there is a new allowance.
    }
    Please buy a larger plan for the bot, or invite people to another platform.
budget-held =
    To the organisers:
    The platform holds back { $held } messages of { $bot }, although only { $sent } of { $granted } have been sent in { $month }; they are not lost.
    Either the plan is used up because messages received count as well, or more people write to the bot than the { $users } of its plan.
    Please look at the plan of the bot; if it is used up, buy a larger one or invite people to another platform.

## group-*: groups of units

group-code =
    Group code of { $unit }: { $code }
    In the group of your unit, mention the bot and write: LINK { $code }
    Good once, until { $until }.
group-how = To bind a group to a unit, its liaison writes “group code” privately to the bot to get a code, then mentions the bot in the group and writes: LINK and the code.
group-bound = This group now belongs to { $unit }. The bot will post contest notices and participation figures (no names) here.
group-unbound = This group belongs to no unit yet. The liaison of a unit writes “group code” privately to the bot to get a code, then mentions the bot here and writes: LINK and the code.
group-help = This is the group of { $unit }. Please write privately to the bot to register and play (answers given here count only while a live round is on); here, mention the bot and write “situation” to see how the unit stands.
group-round-opened =
    { $round } is open{ $rehearsal ->
        [yes] { " " }(a rehearsal, results do not count)
       *[no] { "" }
    }! Please write “play” to the bot in private before { $closes }.
group-round-closed = { $round } is over. Thank you for taking part! Whoever has played can write “my score” to the bot in private.

## zalo limits

reply-limit = You have written quite a lot, so the bot pauses its replies until { $until } to keep messages for everybody. Questions of an attempt still come as usual. Thank you for your understanding.
reply-limit-group = This group has called the bot quite often, so the bot pauses its replies here until { $until }. To take part, please write to the bot privately.
reply-saving = The bot has few messages left this month and keeps them for attempts, so for now it answers only those who take part.{ $address ->
        [none] { " " }If you have registered, please write “play”.
       *[other] { " " }If you have registered, please write “play”; for everything else, please open the web page: { $address }
    }
reply-saving-group = The bot has few messages left this month and keeps them for attempts, so for now it does not answer in groups.{ $address ->
        [none] { " " }If you have registered, please write “play” to the bot privately.
       *[other] { " " }If you have registered, please write “play” to the bot privately; for everything else, please open the web page: { $address }
    }
budget-saving = While the round is open and messages do not suffice, the bot answers only those who play or write “play”; everybody else gets one short line a day.
budget-rounds = • A whole round for { $people } people: in private { $private } messages; as a live round in one group, answers included: { $group } messages.
command-unbind = Unlink group
help-unbind = “unlink group”: part a group from its unit; the bot sends nothing more to it
unbind-none = There is no group that you may unlink.
unbind-many = There are { $count } groups, too many to choose from here. In the group, please mention the bot and write “unlink group”.
unbind-which = Which group do you want to unlink?
unbind-group = { $unit } – { $platform } group, linked on { $date }
unbind-confirm =
    Are you sure that you want to unlink it?
    { $group }
    After that the bot sends no announcements or reminders to this group. It can be linked again with a new group code.
choice-unbind-yes = Unlink this group
choice-unbind-no = Keep it
unbind-kept = The groups stay as they are.
unbind-done = The group has been unlinked from { $unit }. The bot sends nothing more to it. To link it again, the unit's liaison writes “group code” to the bot privately.
unbind-group-confirm = Are you sure that you want to part this group from { $unit }? If so, please mention the bot and write: CONFIRM UNLINK GROUP
unbind-not-allowed = Only a unit's liaison and leaders and the organisers can unlink a group. If you hold such a role, please write “unlink group” to the bot privately.
doctor-poller =
    { $kind ->
        [none] { $platform } { $bot }: no server fetches messages yet.
        [alone] { $platform } { $bot }: server { $owner } fetches messages.
        [standby] { $platform } { $bot }: server { $owner } fetches messages, server { $standby } stands by.
       *[lapsed] { $platform } { $bot }: server { $owner } has stopped fetching messages.
    }
doctor-poller-advice =
    { $kind ->
        [lapsed] Another server takes over within half a minute; if none is running, run: hoithi serve
       *[none] Run: hoithi serve
    }
cli-groups-none = No group is linked to a unit.
cli-groups-unit = Unit
cli-groups-key = Group
cli-groups-bound = Linked
cli-groups-unknown = There is no group with the key { $found }. See: hoithi groups list
cli-groups-unbound = Group { $group } has been unlinked from { $unit }.

## announcements (round life)

announcement-title = From the organisers
round-closing-soon = { $round } closes soon. You have not finished it yet: come and play before { $closes }.
round-results = The results of { $round } are out. Thank you for taking part! Have a look at your score and your rank.
group-round-closing-soon = { $round } closes soon. Whoever has not played yet can write “play” to the bot in private before { $closes }.
group-round-results = The results of { $round } are out. Write “leaderboard” to the bot in private to see the ranking.

## category-*, shortfall-*: compulsory participation

category-leaders = Unit leaders
category-division-heads = Division heads
category-staff = Staff without a leading post
category-onestop = One-stop staff
shortfall-heading =
    { $unit } – { $round }
    Open until: { $closes }
shortfall-met = ✓ { $category }: { $done }/{ $base }, met (need { $need })
shortfall-gap = • { $category }: { $done }/{ $base }, need { $need }, { $missing } missing
shortfall-total = At least { $missing } more people are needed.
shortfall-all-met = The unit has met its compulsory participation.
shortfall-no-quota = The unit is encouraged to take part and has no quota.

## reminder-*: automatic reminders of what is missing

reminder-salutation = Dear colleague,
reminder-time-left =
    { $days ->
        [0] Today is the last day of the round.
        [one] { $days } day of the round is left.
       *[other] { $days } days of the round are left.
    }
reminder-not-done = Nominated, but have not taken part yet:
reminder-person = • { $name } ({ $category })
reminder-more-people =
    { $count ->
        [one] … and { $count } more person.
       *[other] … and { $count } more people.
    }
reminder-more-units =
    { $count ->
        [one] … and { $count } more unit.
       *[other] … and { $count } more units.
    }
reminder-ask = Please remind them. Thank you!
reminder-group-ask = If you were nominated and have not taken part yet, please write to the bot in private to play. Thank you!
reminder-units = { $count } units in your charge are short of people in { $round }. Open until: { $closes }.
reminder-unit-gaps = • { $unit } – missing: { $gaps }
reminder-gap = { $category } { $missing }
reminder-below =
    { $why ->
        [unattended] { $count } of { $of } units right below yours are short of people in { $round } and have no liaison or leader who gets reminders.
       *[stage] { $count } of { $of } units right below yours are short of people in { $round }.
    } Open until: { $closes }.
reminder-lagging =
    • { $unit }: at least { $missing } missing{ $contact ->
        [none] { " " }(no liaison yet)
       *[some] { "" }
    }
reminder-totals = { $round }: { $count } of { $of } units have not met their quota; at least { $missing } people are missing. Open until: { $closes }.
reminder-worst = Units that miss most:
reminder-unattended = { $count } units are short of people, and nobody in the unit or right above it gets reminders:

## digest-*: the weekly digest

digest-heading =
    CONTEST DIGEST, { $day }
    { $contest }
    { $round }
digest-units = • Compulsory participation: { $met } of { $of } units have met their quota, { $unmet } have not
digest-people = • Finished: { $finished } of { $headcount } people of the units whose headcount is known ({ $rate })
digest-others = • Besides, { $finished } others have finished
digest-first = This is the first digest of the round, so there is nothing to compare with yet.
digest-since = Compared with { $day } ({ $met } of { $of } units met, { $finished } of { $headcount } people finished): units that met their quota { $units }; people who finished { $people }.
digest-up =
    up by { $change }{ $percent ->
        [none] { "" }
       *[other] { " " }({ $percent }%)
    }
digest-down =
    down by { $change }{ $percent ->
        [none] { "" }
       *[other] { " " }({ $percent }%)
    }
digest-same = unchanged
digest-rising = Units that met their quota have risen in all { $count } digests.

## missing-*, nudge-*, forward-*, download-*, pause-*: what leaders and liaisons can do

command-missing = Who is missing
command-nudge = Remind now
command-forward = Text to forward
command-download = Download
command-download-list = Download list
command-snooze = Snooze reminders
command-stop = Stop reminders
command-unpause = Resume reminders
help-missing = “who is missing”: nominated people who have not finished
help-nudge = “remind now”: the bot reminds them privately, each once a day
help-forward = “text to forward”: a reminder without names for the unit's group
help-download = “download”: the figures of your unit and the units below it
help-download-list = “download list”: the nominated people who have not finished
help-snooze = “snooze reminders”: no automatic reminders for three days
help-stop = “stop reminders”: no automatic reminders any more
help-unpause = “resume reminders”: get automatic reminders again
missing-heading =
    Nominated people of { $unit } who have not finished: { $count }.
missing-category = { $category }:
missing-person = • { $name }
missing-unmatched = • { $name } – { $match }
match-none = not registered
match-suggested = to be confirmed
match-confirmed = registered
missing-more = … and { $count } more. Write “download list” to get the whole list.
missing-private = This list is for you only; please do not post it in a group.
missing-nobody = All nominated people of { $unit } have finished. Thank you.
missing-no-roster = There is no roster of { $unit } yet. Please send one to the organisers.
nudge-closed = { $round } is not open now, so there is nothing to remind people of.
nudge-quiet = The bot writes to nobody from { $begin } to { $end }. Please remind them after that.
nudge-sent =
    { $count ->
        [one] { $count } person has been reminded privately.
       *[other] { $count } people have been reminded privately.
    }
nudge-already =
    { $count ->
        [one] { $count } person was reminded earlier today and is not reminded again.
       *[other] { $count } people were reminded earlier today and are not reminded again.
    }
nudge-unreachable =
    { $count ->
        [one] { $count } person has not registered or been confirmed, so the bot cannot write to them; please tell them yourself.
       *[other] { $count } people have not registered or been confirmed, so the bot cannot write to them; please tell them yourself.
    }
nudge-person =
    Hello { $name }! Your unit has nominated you, and you have not finished { $round } yet.
    Open until: { $closes }. Please take part.
forward-intro = You can forward the text below to the group of your unit:
forward-ask = If you were nominated and have not taken part yet, please finish your attempt soon.
forward-met = Everybody who has not taken part yet is welcome.
forward-how =
    { $address ->
        [none] How to take part: write “register” and then “play” privately to the contest bot.
       *[other] How to take part: open { $address }, or write “register” and then “play” privately to the contest bot.
    }
download-figures = Participation of { $unit } in { $round }, as of { $at }
download-figures-sheet = Participation
download-people = Nominated people of { $unit } who have not finished: { $count }, as of { $at }
download-people-sheet = Missing
column-code = Code
column-unit = Unit
column-level = Level
column-category = Position
column-base = People
column-need = Needed
column-done = Done
column-missing = Missing
column-met = Met
column-name = Full name
column-registered = Registration
pause-snoozed = Automatic reminders about { $units } are paused until the end of { $until }. Until then neither you nor the group of the unit is reminded; the unit above and the organisers still see the figures. Write “resume reminders” to get them earlier.
pause-stopped = Automatic reminders about { $units } have been stopped. Neither you nor the group of the unit is reminded any more; the unit above and the organisers still see the figures. Write “resume reminders” to get them again.
pause-resumed = Automatic reminders about { $units } are sent again.
pause-none = Automatic reminders about your unit are being sent as usual.

## announcements (organisers)

command-announce = Announce
command-announcements = Announcements
help-announce = “announce”: write an announcement to contestants or groups (for organisers)
help-announcements = “announcements”: how announcements go and whom they reached (for organisers)
announce-web = Web page
announce-people = { $count } people
announce-groups = { $count } groups
announce-duration-short = less than a minute
announce-duration =
    { $hours ->
        [0] about { $minutes } min
       *[other] about { $hours } h{ $minutes ->
            [0] { "" }
           *[other] { "" } { $minutes } min
        }
    }
announce-write =
    Please send the text of the announcement, at most { $limit } characters. It may have several lines; the heading is added by the system.
    Nothing is sent before you have seen a preview and confirmed it. For a picture, use the command on the server.
announce-write-again = Please send the new text, at most { $limit } characters.
announce-too-long = The text has { $length } characters, { $over } more than the limit of { $limit }. Please shorten it and send it again.
announce-text-taken = The text has been taken; { $left } characters are left.
announce-whom = To whom does this announcement go?
announce-kind-everybody = Everybody who is registered
announce-kind-level = People of one level of units
announce-kind-subtree = People of a unit and the units below
announce-kind-groups = All groups
announce-kind-groups-below = Groups of a unit and the units below
announce-kind-not-played = People who have not begun a round
announce-kind-playing = People who have begun a round
announce-kind-not-finished = People who have not finished a round
announce-level = Please choose the level:
announce-unit = Please send the name or the code of the unit.
announce-unit-hits = Please choose one of these units, or send another name.
announce-round = Please choose the round:
announce-no-rounds = There is no round yet. Please choose other recipients.
announce-to-everybody = everybody who is registered
announce-to-level = people registered for { $level }
announce-to-subtree = people registered for { $unit } and the units below
announce-to-groups = all groups that are linked to a unit
announce-to-groups-below = groups of { $unit } and the units below
announce-to-not-played = people who have not begun { $round }
announce-to-playing = people who have begun { $round }
announce-to-not-finished = people who have not finished { $round }
announce-time =
    When is it to be sent? Local time, for example: at 07:30 on { $day }
announce-time-unreadable = This time could not be read. Please write hour and day in figures.
announce-time-no-such-day = There is no such day in the calendar.
announce-time-no-such-time = There is no such time; hours go from 0 to 23, minutes from 00 to 59.
announce-time-past = This time has passed.
announce-time-too-far = This is more than a year away; the year may be wrong.
announce-preview-heading =
    PREVIEW OF ANNOUNCEMENT { $number }
    Recipients see exactly the message above.
announce-audience = • Recipients: { $audience } – { $count }
announce-audience-of = Recipients: { $audience }
announce-bot =
    { "  " }– { $bot }: { $count }{ $unreachable ->
        [0] { "" }
       *[other] { "" } ({ $unreachable } of them cannot be reached and get it when they write again)
    }
announce-cost = • Allowance of { $bot }: { $count } messages needed; { $left } left this month, of which the round needs { $needed }.
announce-cost-short = ⚠ Not enough: { $missing } messages are wanting. If it is sent, the bot may have none left for contestants.
announce-cost-none = • Allowance: these platforms do not limit the number of messages.
announce-takes = • Expected duration: { $duration }
announce-begins =
    • Begins: { $at ->
        [now] as soon as it is confirmed
       *[other] { $at }
    }
announce-begins-by-day = { $begins } (nothing is sent at night, from { $begin } to { $end })
announce-begins-after-night = { $begins }, as nothing is sent at night, from { $begin } to { $end }
announce-begins-forced = { $begins }, also at night, from { $begin } to { $end }
announce-confirm =
    Do you confirm that announcement { $number } goes to { $count }, { $at ->
        [now] beginning now
       *[other] beginning { $at }
    }?
    What has been sent cannot be taken back. You can confirm within { $minutes } minutes.
announce-confirm-expired = The time to confirm has run out. Please look at it again.
announce-confirmed =
    Confirmed. Announcement { $number } goes to { $count }, { $at ->
        [now] beginning now.
       *[other] beginning { $at }.
    }
announce-dropped = Announcement { $number } has been dropped; it was sent to nobody.
announce-heading =
    ANNOUNCEMENT { $number } – { $state ->
        [draft] draft, not sent
        [scheduled] confirmed, waiting for its time
        [sending] being sent
        [paused] paused
        [finished] sent
       *[cancelled] cancelled
    }
announce-excerpt = Text: “{ $text }”
announce-bar = { $bar } { $percent } ({ $done }/{ $total })
announce-not-begun = About to be sent.
announce-stalled = No message could be sent within the last minute; the system goes on trying.
announce-speed = { $rate } messages a second, expected to end { $ends }.
announce-resting = It is night, so the bot rests; it goes on in the morning.
announce-scheduled = Begins: { $at }
announce-begun = Began: { $at }
announce-ended = Ended: { $at }
announce-stopped = Cancelled: { $at }
announce-resends = Sent again: { $count } times
announce-total = Recipients: { $count }
announce-fate-line = • { $fate }: { $count }
announce-fate-count = { $fate } { $count }
announce-fate-delivered = Delivered
announce-fate-unreachable = Not reachable
announce-fate-failed = Failed
announce-fate-unknown = Not known whether delivered
announce-fate-waiting = Waiting
announce-fate-cancelled = Cancelled, not sent
announce-reason = { "  " }– { $reason }: { $count }
announce-bot-fates = • { $bot }: { $fates }
announce-not-final = These numbers may still change: people who could not be reached get it when they write to the bot while it is still fresh.
announce-list = The latest announcements, newest first:
announce-list-line =
    • No. { $number }, { $at } – { $state ->
        [draft] draft
        [scheduled] waiting for its time
        [sending] being sent
        [paused] paused
        [finished] sent
       *[cancelled] cancelled
    }: { $text }
announce-list-empty = There is no announcement yet.
announce-list-end = There are no older announcements.
announce-open = Open announcement { $number }
announce-groups-heading = Announcement { $number } in { $count } groups:
announce-group-line = • { $unit }: { $fate }
announce-group-unbound = Group that is linked to no unit any more
announce-cancel-sure = Are you sure that announcement { $number } is to be cancelled? Who has not got it will not get it; what has been sent cannot be taken back.
announce-do-send = Send
announce-do-at = Schedule
announce-do-at-once = Do not schedule
announce-do-in-the-night = Send at night too
announce-do-wait-for-morning = Do not send at night
announce-do-text = Change the text
announce-do-whom = Change the recipients
announce-do-drop = Drop this announcement
announce-do-confirm = Confirm
announce-do-back = Look again
announce-do-progress = See progress
announce-do-report = Report
announce-do-pause = Pause
announce-do-resume = Go on
announce-do-cancel = Cancel the announcement
announce-do-cancel-now = Cancel, send no more
announce-do-keep = Do not cancel
announce-do-groups = Group by group
announce-do-more = More
announce-do-resend = Send again to those who failed
announce-do-resend-unknown = Send again to unknown ones too
announce-refused-not-allowed = This is for organisers and secretaries. If need be, please ask the organisers.
announce-refused-not-found = There is no such announcement.
announce-refused-empty = The announcement has no text.
announce-refused-too-long = The text is too long: at most 1,800 characters, 950 with a picture.
announce-refused-no-picture = This file is no PNG or JPEG picture.
announce-refused-picture-too-large = The picture is too large: at most 1 MB.
announce-refused-nobody = There are no recipients, so nothing is sent. Please change the recipients.
announce-refused-already-confirmed = This announcement was confirmed before, so it is not sent again.
announce-refused-changed = The announcement was changed after this preview, so nothing is sent. Please look at it again.
announce-refused-time-passed = The time to send it has passed, so nothing is sent. Please choose another time, or none.
announce-refused-not-now = The announcement is in another state, so this cannot be done.
announce-refused-nothing-failed = Nobody needs to be sent it again.
cli-announce-one-text = Give the text with --text or --file (one of them).
cli-announce-unreadable = { $file } cannot be read. Check the name of the file; a text must be written in UTF-8.
cli-announce-audience = There is no audience “{ $found }”. Choose one of: { $audiences }
cli-announce-level = There is no level “{ $found }”. Levels: { $levels }
cli-announce-past = “{ $found }” has passed (local time).
cli-announce-json-needs-yes = With --json, add --yes.
cli-announce-confirm = Send this announcement?
cli-announce-needs-yes = Nothing was sent. If nobody is there to answer, add --yes.
cli-announce-not-sent = Nothing was sent and nothing was stored.
cli-announce-stored =
    Announcement { $number } has been stored, { $at ->
        [now] to be sent now.
       *[other] to be sent from { $at }.
    } See how it goes: hoithi announce show { $number }
cli-announce-unknown = There is no announcement { $number }. See the list: hoithi announce list
cli-announce-nobody-sends = Note: “hoithi serve” is not running. This command only stores; the announcement is sent when “hoithi serve” runs.

## picture-*, level-*: pictures of participation

picture-units = { $unit }: { $met } of { $of } units have met their quota, as of { $at }
picture-categories = { $unit }: { $met } of { $of } positions have met their quota, as of { $at }
picture-levels = { $round }: quotas by level of unit, as of { $at }
picture-levels-title = Participation by level of unit
picture-subtitle = { $round }, as of { $at }
level-tinh = Province
level-so = Departments
level-huyen = Districts
level-xa = Communes
level-khac = Other units

## certificates: certificates, their check page, and papers of the office

paper-nation = SOCIALIST REPUBLIC OF VIET NAM
paper-motto = Independence - Freedom - Happiness
# A day below 10, and months 1 and 2, have a 0 before them (Decree 30/2020/NĐ-CP).
paper-day = { $place }, { $day }/{ $month }/{ $year }
paper-day-no-place = { $day }/{ $month }/{ $year }
paper-number = No. { $number }/{ $symbol }
certificate-title = CERTIFICATE
certificate-to = This is to certify that
certificate-unit = Unit: { $unit }
certificate-achievement = Completed { $round } with { $score } of { $total } points
certificate-achievement-prize = Won { $prize } in { $round } with { $score } of { $total } points
certificate-check = Scan the QR code to check this certificate against the published result. Code:
certificate-caption = Your certificate of { $round }.
certificate-caption-address = Your certificate of { $round }. Anybody who has it can check it at: { $address }
certificate-not-yet = The result of { $round } has not been published. Once the organisers have published it, write “certificate” to get yours.
certificate-no-round = No round has ended yet. There are certificates once the organisers have published a result.
certificate-no-line = You are not in the published result of { $round }, so there is no certificate for you.
certificate-below = Certificates of { $round } are for those with at least { $percent }% of the points. Thank you for taking part.
command-certificate = Certificate
help-certificate = “certificate”: get your certificate once the result is published
page-file-pdf = PDF file
check-title = Certificate check
check-valid = This certificate is valid
check-valid-means = What follows is what the organisers have published.
check-replaced = This certificate is of an older result
check-replaced-means = The organisers have published a new result in place of the one that this certificate is of.
check-unknown = No such certificate
check-unknown-means = There is no certificate with this code. Please check the code, or ask the organisers.
check-form = Enter a code
check-form-means = The code stands beside the QR code on the certificate.
check-name = Name
check-unit = Unit
check-achievement = Achievement on the certificate
check-contest = Contest
check-organiser = Organiser
check-published = Result published on
check-now = In the present result
check-now-nothing = Not in the present result
check-code = Code
check-button = Check
check-download = Download the certificate (PDF)
check-this-language = English
check-too-many = Too many checks from this network. Please try again in a few minutes.
paper-title = REPORT
paper-part-schedule = I. HOW IT WAS HELD
paper-part-participation = II. PARTICIPATION
paper-part-quality = III. QUALITY
paper-part-ranking = IV. INDIVIDUAL RESULTS
paper-part-remarks = V. REMARKS AND PROPOSALS
paper-closing = This report is submitted for consideration.
paper-recipients = Recipients:
paper-annex-title = Annex
paper-column-name = Round
paper-column-people = Participants
paper-column-units = Units
paper-column-full = Share with all right
paper-column-level = Level
paper-column-met = Met
paper-column-unmet = Not met
paper-column-missing = People missing
paper-column-band = Band
paper-column-entries = Entries
paper-column-share = Share
paper-column-group = Group
paper-column-rank = Rank
paper-column-person = Name
paper-column-unit = Unit
paper-column-score = Points
paper-column-number = No.
paper-column-headcount = All people
paper-column-taken-part = Taken part
paper-column-rate = Rate
paper-column-quota = Quota
paper-opening = Under the plan of { $contest }, { $agency } reports the following:
paper-subject-round = Result of { $round } – { $contest }
paper-subject-contest = Result of { $contest }
paper-schedule = { $round }: from { $opens } to { $closes }; an online quiz of { $questions } questions, at most { $minutes } minutes.
paper-people = By { $at }, { $people } people of { $units } units had taken part.
paper-entries = { $entries } entries count, of { $attempts } attempts in all.
paper-annexed = The figures of each unit are in the annex.
paper-expected = Of { $expected } units with compulsory participants, { $present } have taken part ({ $share }).
paper-groups = Of those who took part, { $officials } are officials and { $citizens } are citizens.
paper-compared = Against { $earlier }, { $round } has { $people }; { $units }.
paper-unit-people = participants
paper-unit-units = units with participants
paper-up = { $now } { $what }, up by { $change }{ $percent ->
    [none] { "" }
   *[other] { " " }({ $percent }%)
}
paper-down = { $now } { $what }, down by { $change }{ $percent ->
    [none] { "" }
   *[other] { " " }({ $percent }%)
}
paper-same = { $now } { $what }, unchanged
paper-quotas = By { $at }, { $met } of { $of } units met their compulsory quota ({ $share }); the others miss at least { $missing } people.
paper-no-quotas = The contest has no compulsory quota.
paper-quality = On average the { $entries } entries that count reached { $mean }% of all points, as follows:
paper-no-entries = There are no entries that count yet.
paper-best = The best of each group in the published result:
paper-best-none = Individual ranks are published separately under the rules of the contest.
paper-annex = Participation of units – { $round }
paper-annex-of = (With report { $number }/{ $symbol } of { $day }/{ $month }/{ $year } by { $agency }; figures by { $at })
paper-archive = Archive
paper-met = Met
paper-missing = { $missing } missing
paper-encouraged = Encouraged
cli-template-unknown = The template { $file } has a field that cannot be used: { $name }. Fields to use: { $known }
cli-template-broken = The template { $file } has an error: { $found }
cli-template-forbidden = The template { $file } has something that is not allowed: { $found }
cli-template-not-docx = { $file } is no Word file (.docx) that can be read.
cli-document-rehearsal = { $round } is a rehearsal and has no report.
cli-document-nothing = No round has begun that could be reported on.
cli-document-what = Name the file to make: --output REPORT.docx, or --template-out TEMPLATE.docx for the template.
cli-letterhead-checked = The file is good; nothing was written. The letterhead in it:
cli-letterhead-stored = Stored. The letterhead now:
cli-letterhead-heads = Given by
cli-letterhead-symbols = Number and symbol of reports; of certificates
cli-letterhead-place = Place
cli-letterhead-signer = Signed by
cli-letterhead-recipients = Recipients
cli-letterhead-empty = (empty)
cli-letterhead-certificates = Certificates { $nation ->
    [yes] carry
   *[no] do not carry
} the national heading; they are for people with { $percent }% of the points or more.
cli-certificate-not-published = The result of { $round } has not been published, so there are no certificates yet.
cli-certificate-outdated = There are corrections since the result of { $round } was published. Certificates are printed as it was published.
cli-certificate-nobody = There is no “{ $found }” in the published result. Give the full name, or the contestant's number.
cli-certificate-several = { $count } people have that name; choose by number: { $people }
cli-certificate-below = This person has not reached what a certificate takes ({ $percent }% of the points), or has erased their data.
cli-certificates-none = Nobody in the published result meets what was asked for.
cli-certificates-written = { $count } certificates were printed to { $target }.
cli-certificate-no-address = PUBLIC_URL is not set, so the certificates have no QR code to check them with.

## picture-band-*, picture-trend-*: pictures for organisers

command-charts = Charts
help-charts = “charts”: pictures of participation, quality and the weeks so far (for organisers)
charts-none = { $round } has no figures to draw yet.
picture-bands-title = Quality of entries
picture-bands = { $round }: quality of { $total } entries by { $at }: { $bands }
picture-band = { $band }: { $count } ({ $share })
picture-band-name = { $band ->
    [full] All right
    [high] 75% to below 100%
    [middle] 25% to below 75%
   *[low] Below 25%
}
picture-trend-title = People who have finished
picture-trend-subtitle = { $round }, by weekly digest
picture-trend = { $round }: people who have finished by weekly digest: { $figures }
picture-trend-point = { $day }: { $finished } people

## awards

command-awards = Awards
help-awards = “awards”: the prizes that have been published
awards-not-yet = No prizes have been published yet. They are published once the organisers have published the result.
awards-heading = Prizes of { $round }
awards-units-heading = Collective prizes
awards-units = Collective prizes
awards-of-round = Prizes of { $round }
awards-waiting = { $count } more { $count ->
    [one] prize waits
   *[other] prizes wait
} for the organisers’ decision.
award-line = { $prize }: { $name } – { $unit }
award-unit-line = { $prize }: { $unit } ({ $score } points)
award-number = { $number }
award-prize-first = First prize
award-prize-second = Second prize
award-prize-third = Third prize
award-prize-consolation = Consolation prize
result-refused-awards-staff-only = Only the secretariat (secretary) or the organisers (organiser) compute prizes.
result-refused-awards-organiser-only = Only the organisers (organiser) decide this.
result-refused-awards-no-result = There is no result of a round to give prizes for yet.
result-refused-awards-none = No prizes have been computed yet. Run: hoithi awards compute
result-refused-awards-no-number = There is no awarding { $number }.
result-refused-awards-outdated = Awarding { $number } does not rest on the newest results. Run: hoithi awards compute
result-refused-awards-no-tie = No tie between just these people or units waits for a decision.
result-refused-awards-choose = Choose exactly { $count }, each once, in the order of their prizes.
cli-awards-decide-what = Give --round NUMBER with --person NUMBER, or --unit CODE; once for each prize.
cli-awards-computed = Prizes computed, awarding { $number }.
cli-awards-same = Nothing has changed since awarding { $number }.
cli-awards-heading = Awarding { $number }, { $at }, by { $by }. { $public ->
    [yes] It is public.
   *[no] It is not public.
}
cli-awards-outdated = There are newer results. Run: hoithi awards compute
cli-awards-round = Round
cli-awards-group = Group
cli-awards-prize = Prize
cli-awards-bloc = Bloc
cli-awards-rank = Rank
cli-awards-score = Points
cli-awards-rate = Rate %
cli-awards-quality = Quality %
cli-awards-full-marks = Full marks %
cli-awards-no-prize = no prize
cli-awards-change = { $round }, contestant { $person } ({ $name }): { $before } → { $after }. Why: { $cause }
cli-awards-cause = { $cause ->
    [policy] other prizes are given
    [not_ranked] no longer in the result of the round
    [tie] equal to others, to be decided by the organisers
    [other_prize] everybody keeps the highest prize only
    [rank] the place in the new result
    [decision] decided by the organisers
   *[others] somebody before them has changed
}
cli-awards-person-tie = { $round }, { $group }: { $people } are equal, { $count } left ({ $prizes }). For the organisers: hoithi awards decide
cli-awards-unit-tie = Collective prizes, { $bloc }: { $units } are equal, { $count } left ({ $prizes }). For the organisers: hoithi awards decide
cli-awards-and-more = { $shown } and { $count } more
cli-awards-decision = Decision { $number }, { $at }, by { $by }. Why: { $reason }

## doctor-redis, plan-*: what hoithi doctor says of Redis; hoithi plan

doctor-redis =
    { $kind ->
        [reached] Redis: reached, a round trip takes { $ms } ms.
        [slow] Redis: reached but slow, a round trip takes { $ms } ms.
       *[silent] Redis: of no use ({ $error }).
    }
doctor-redis-advice =
    { $kind ->
        [slow] Put Redis near the servers of the bot: every message waits for one round trip.
       *[silent] Check REDIS_URL and the Redis server. Without it the contest goes on and nothing is lost, but each process sends at only { $away }% of each bot's rate.
    }
doctor-replicas =
    { $state ->
        [ok] Processes: { $count } are running and keep the limits of sending together, on Redis.
       *[warning] Processes: { $count } are running and do not keep the limits of sending together.
    }
doctor-replicas-advice = Set the same REDIS_URL for all of them; otherwise each sends at the full rate, and the platform will refuse some.
plan-title = { $people } people, { $questions } questions each, in { $window }, on { $platform }
plan-messages = • Messages out: { $total } at most, of which { $questions } questions, { $around } briefings and endings, { $registration } of registrations, { $notices } announcements.
plan-updates = • Messages in: { $updates }, of which { $answers } answers.
plan-peak = • Busiest hour: { $answers } answers and { $messages } messages out each second.
plan-bots = • Bots needed: { $needed }; { $pace } for the pace, { $quota } for the quota.
plan-people-each = • Each bot can serve { $people } people in a month.
plan-no-limit = • The platform sets no limit on messages; one channel is enough.
plan-time = • With { $bots ->
        [one] 1 bot
       *[other] { $bots } bots
    } sending everything takes { $total }; the questions alone { $questions }; one announcement to everybody { $notice }.
plan-too-few = • Not enough: { $missing } more needed. With only { $bots }, people wait in line, or the quota ends while they play.
plan-rows = • Database: { $rows } rows, about { $megabytes } MB (measured on SQLite).
plan-machines =
    { $kind ->
        [sqlite] • Machines: one process with SQLite is enough.
       *[postgresql] • Machines: { $replicas ->
            [one] 1 process
           *[other] { $replicas } processes
        }, { $databases ->
            [one] 1 PostgreSQL database
           *[other] { $databases } PostgreSQL databases
        }.
    }
plan-no-bench = • Machines: not known, as there are no measurements; name a file with --bench.
plan-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
plan-hours = { $count } h
plan-minutes = { $count } min
plan-out-of-range = { $option }: { $found } is not valid; a number from { $least } to { $most } is expected
plan-not-a-window = --window: "{ $found }" is no length of time; for example 90m, 4h or 7d, at most 366d
plan-unknown-platform = --platform: there is no platform "{ $found }"; one of: { $known }
plan-not-a-bench = --bench: no measurements could be read from { $file }; a file like docs/bench.json is expected
plan-nobody-can-play = One person costs more than the { $monthly } messages that each bot may send in a month; ask fewer questions, allow fewer attempts, or raise the quota (--monthly).

## live rounds

live-call =
    You are invited to the live round “{ $title }”{ $rehearsal ->
        [yes] { " " }(rehearsal, does not count)
       *[no] { "" }
    }.
    • Start: { $starts }
    • Questions: { $questions }, { $limit } for each. All rooms play the same questions; the time of each begins when it reaches this room.
    • { $change ->
        [yes] You can change your answer while the time runs; the last one counts.
       *[no] Only your first answer to each question counts.
    }
    • Everybody plays in one room. { $address ->
        [none] If you have not registered, please write “register” to the bot in private.
       *[other] If you have not registered, please register at: { $address }
    }
live-call-late =
    You are invited to the live round “{ $title }”{ $rehearsal ->
        [yes] { " " }(rehearsal, does not count)
       *[no] { "" }
    }.
    • It is under way and has come to question { $position }/{ $of }; this room takes part from the next question on.
    • { $limit } for each question, from when it reaches this room.
    • { $change ->
        [yes] You can change your answer while the time runs; the last one counts.
       *[no] Only your first answer to each question counts.
    }
    • Everybody plays in one room. { $address ->
        [none] If you have not registered, please write “register” to the bot in private.
       *[other] If you have not registered, please register at: { $address }
    }
live-postponed = The live round “{ $title }” now begins at { $starts }. Thank you for your understanding.
live-heading = Question { $position }/{ $of } · { $limit }
live-heading-closed = Question { $position }/{ $of } · time is up
live-how-buttons = Please press one of the options below.
live-how-text = Please reply to this message or mention the bot, with the letter of your answer, for example: { $letter }
live-how-poll = Please choose one answer of the poll.
live-counter = { $answered } people have answered
live-outcome = Question { $position }/{ $of }. Right answer: { $letter }. { $option }
live-outcome-right = { $right } of { $answered } people answered correctly ({ $percent }).
live-outcome-nobody = Nobody answered this question.
live-outcome-counts = Chosen: { $counts }
live-outcome-count = { $letter } { $count }
live-outcome-why = Explanation: { $explanation }
live-standing = Standing after question { $position }/{ $of }
live-standing-final = Final standing
live-standing-rehearsal = { $heading } (rehearsal, does not count)
live-standing-people = People in the lead:
live-standing-person = { $rank }. { $name } – { $unit }: { $points } points
live-standing-person-only = { $rank }. { $name } – { $unit }
live-standing-units-all = Units, by the average points of everybody who has answered:
live-standing-units-best = Units, by the average points of their best { $best } people:
live-standing-unit = { $rank }. { $unit }: { $points } points ({ $people } people)
live-standing-unit-only = { $rank }. { $unit } ({ $people } participant)
live-standing-more = … and { $count } more units
live-standing-nobody = Nobody has answered yet.
live-annulled = Question { $position }/{ $of } has been annulled by the organisers for all rooms; nobody gains or loses points by it.
live-paused = The round is paused. The clocks stand still in all rooms; answers sent meanwhile are not taken. Please wait until it goes on.
live-resumed-question = The round goes on. Question { $position }/{ $of } has { $left } left in this room.
live-resumed = The round goes on. Please get ready for the next question.
live-resumed-end = The round goes on. The final result will be published in a moment.
live-given-back = The system was away and is back; that time is no answer time. Question { $position }/{ $of }: { $left } left in this room. The answers that were noted are kept.
live-left-out = Question { $position }/{ $of } could not be played in this room because of a technical problem. You play on as usual from the next question; please contact the organisers if you have remarks.
live-room-back = This room takes part in the round “{ $title }” from the next question on.
live-end = The live round “{ $title }” is over. Thank you for taking part!
live-end-stopped = The live round “{ $title }” has been ended by the organisers after question { $position }/{ $of }. Questions whose key was shown still count. Thank you for taking part!
live-end-cancelled = The live round “{ $title }” has been cancelled by the organisers; its results do not count. Thank you for your understanding.
live-notice-stored = Noted for question { $position }: { $letter }.
live-notice-stored-change = Noted for question { $position }: { $letter }. You can change it while the time runs.
live-notice-duplicate = You have answered this question; the first answer counts.
live-notice-elsewhere = You play in another room, so your answer here does not count.
live-notice-late = The time is up, so this answer does not count.
live-notice-paused = The round is paused. Please answer when it goes on.
live-notice-not-open = This question is not open in this room yet.
live-notice-annulled = This question has been annulled and does not count.
live-notice-unregistered =
    { $address ->
        [none] You have not registered. Please write “register” to the bot in private and answer again.
       *[other] You have not registered. Please register at { $address } and answer again.
    }
live-picture-title = Standing of the units
live-picture-subtitle = { $title } – { $heading }
live-picture-note =
    { $most ->
        [0] Average points of a person.
       *[other] Average points of a person, out of { $most }.
    } In brackets: people who have answered.
live-picture-figures = { $points } ({ $people })
live-picture-figures-only = ({ $people })
live-picture-caption = { $heading } – units in the lead: { $leaders }
live-picture-leader = { $rank }. { $unit } ({ $points } points)
live-picture-leader-only = { $rank }. { $unit }

## live rounds: those who run them (chat and hoithi live)

command-live-rounds = Live rounds
help-live-rounds = “live rounds”: see and control the live rounds in groups and halls (for organisers)
live-host-list = The live rounds, newest first:
live-host-none = There is no live round yet. They are created on the server with: hoithi live create
live-host-line =
    • No. { $number }: { $title }{ $rehearsal ->
        [yes] { " " }(rehearsal)
       *[no] { "" }
    } – { $state }, { $starts }
live-do-list = All live rounds
live-host-open = Open live round { $number }
live-host-heading =
    LIVE ROUND { $number } – { $state }
    { $title }{ $rehearsal ->
        [yes] { " " }(rehearsal, does not count)
       *[no] { "" }
    }
live-state-announced = waiting for its time
live-state-lobby = calling the rooms together
live-state-question-open = question { $position }/{ $of } is out
live-state-settling = adding up question { $position }/{ $of }
live-state-revealed = the key of question { $position }/{ $of } is out
live-state-annulled = question { $position }/{ $of } is annulled
live-state-paused = paused at question { $position }/{ $of }
live-state-finished = finished
live-state-cancelled = cancelled
live-host-starts = • Start: { $starts }
live-host-rooms = • Rooms: { $count }
live-host-delivered = • The question has reached { $delivered }/{ $count } rooms
live-host-answered = • { $answered } people have answered
live-host-annulled = • Annulled questions: { $positions }
live-host-next = • The next question begins by itself at { $time }
live-host-next-waits = • The next question begins when you choose “{ $action }”
live-host-end = • The round ends by itself and publishes its result at { $time }
live-host-end-waits = • The round ends when you choose “{ $action }”
live-host-lost = • The bot is no longer in { $count } rooms: { $rooms }
live-host-left-out = • Not playing this question: { $rooms }
live-host-trouble = ⚠ { $count } rooms are in trouble, so this question cannot be closed. Please choose for each room whether to wait:
live-host-trouble-room = { "  " }– { $room }: { $trouble }
live-host-trouble-more = { "  " }– and { $count } more rooms
live-trouble-failed = the platform has not taken the question
live-trouble-overdue = not known whether the question has arrived
live-trouble-platform-down = the platform cannot be reached
live-room-web = { $name } (web page)
live-room-group = { $name } ({ $platform } group)
live-do-look = Look again
live-do-start = Start the round now
live-do-pause = Pause
live-do-resume = Go on
live-do-next = Next question
live-do-end = End and show the result
live-do-skip = Annul this question
live-do-stop = Stop for good
live-do-cancel = Cancel the round
live-do-at = Change the start
live-do-results = Results of the round
live-do-wait = Wait: { $room }
live-do-without = Leave out: { $room }
live-do-without-all = Leave out all { $count } rooms in trouble
live-do-keep = No, go back
live-do-start-now = Confirm the start
live-do-skip-now = Confirm annulling question { $position }
live-do-stop-now = Confirm stopping for good
live-do-cancel-now = Confirm cancelling the round
live-do-without-all-now = Confirm leaving out { $count } rooms
live-sure-start = Do you really want to start live round { $number } now in { $count } rooms, without waiting for { $starts }?
live-sure-skip = Do you really want to annul question { $position } of live round { $number }? It will count for nobody, and this cannot be undone.
live-sure-stop = Do you really want to stop live round { $number } for good? Questions whose key is not out do not count; those before do. A stopped round cannot go on.
live-sure-cancel = Do you really want to cancel live round { $number }? None of its results will count, and this cannot be undone.
live-sure-without-all = Do you really want to leave out { $count } rooms in trouble? Rooms that question { $position } has not reached get no points for it.
live-waiting = We go on sending the question to { $room }, and wait for it. When the question gets there, people have the full time as everywhere else.
live-trouble-told = Live round { $number } “{ $title }”, question { $position }/{ $of }
live-no-room-told = ⚠ { $title }: the bot is in no room any more, so the next question could not be sent. Please bring the bot back into a group, or stop the round.
live-refused-not-found = There is no such live round.
live-refused-stale = The round has gone on, so this choice is no longer valid; nothing has changed.
live-refused-not-now = This cannot be done, as the round is: { $state }; nothing has changed.
live-refused-no-room = The bot is in no room, so no question could be sent. Please bring the bot into a group and try again.
live-refused-started = The round has begun, so its start cannot be changed.
live-at-question = When should live round { $number } begin? At present: { $starts }. Vietnamese time, for example: 19:30 on { $day }
live-at-fault = { $fault } Vietnamese time, for example: 19:30 on { $day }
live-moved = Live round { $number } now begins at { $starts }. Rooms that were called together will be told.
live-results-heading = Result of “{ $title }”{ $rehearsal ->
        [yes] { " " }(rehearsal, does not count)
       *[no] { "" }
    }: { $people } people of { $units } units, { $questions } questions counted.
live-results-person = { $rank }. { $name } – { $unit }: { $points } points, { $time }
live-results-file = The whole result is on the server: hoithi live results { $number } --xlsx results.xlsx
live-results-not-yet = The round has not ended, or its result is still being added up. Please look again in a few minutes.
live-results-cancelled = The round was cancelled, so there is no result.

## live rounds: hoithi live

cli-live-questions-one = Choose the questions by --questions or --draw (one of them).
cli-live-unreadable = { $file } cannot be read; it must be a UTF-8 text file with one code of a question a line.
cli-live-unknown-question = There is no question { $found } that is valid on { $day }.{ $near ->
        [none] { "" }
       *[other] { "" } Did you mean: { $near }
    }
cli-live-question-twice = Question { $found } is named twice.
cli-live-too-few = --draw { $wanted }: the bank has only { $available } questions that are valid on { $day }.
cli-live-no-questions = There are no questions. A live round needs at least 1 and at most { $most }.
cli-live-duration = { $option }: “{ $found }” cannot be right; for example 20s or 2m, from { $least } to { $most } seconds.
cli-live-count = { $option }: { $found } cannot be right; it is a number from { $least } to { $most }.
cli-live-title = --title: { $length } characters, at most { $limit }.
cli-live-past = “{ $found }” has passed (Vietnamese time).
cli-live-choice = { $option }: there is no “{ $found }”; one of: { $known }
cli-live-no-group = No group is bound to unit { $unit }. See: hoithi groups list
cli-live-no-rooms = There are no rooms. Bind groups to units (see hoithi groups list) or add --web-room "Hall A".
cli-live-unknown-host = --host: { $found } is no organiser or secretary. See: hoithi role list
cli-live-json-needs-yes = With --json, add --yes.
cli-live-confirm = Create this live round?
cli-live-needs-yes = Nothing was done. If nobody is there to answer the question, add --yes.
cli-live-not-created = Not created; nothing was stored.
cli-live-sure = Are you sure?
cli-live-not-done = Nothing has changed.
cli-live-preview =
    { $title }{ $rehearsal ->
        [yes] { " " }(rehearsal, does not count)
       *[no] { "" }
    }
    • Start: { $starts }; rooms are called { $lobby } before
    • Questions: { $questions }, { $limit } for each; the next one comes { $reveal }
    • { $change ->
        [yes] Answers can be changed until the time is up; the last one counts
       *[no] The first answer counts
    }
    • Scoring: { $scoring ->
        [plain] { $points } points for a right answer; of equals the faster one is first
        [speed] points for speed (1,000 falling to 500)
       *[speed_and_streaks] points for speed (1,000 falling to 500), more for right answers in a row
    }
    • Units: { $best ->
        [0] average of everybody who has answered
       *[other] average of their best { $best } people
    }
    • People shown in groups: { $shows ->
        [names] names, units and points of the first ten
       *[units_only] initials and units of the first ten, without points
    }
cli-live-preview-reveal-after = after { $time }
cli-live-preview-reveal-host = when the host says so
cli-live-preview-poll = • Telegram: polls; the whole group sees who has chosen what once the key is out
cli-live-preview-rooms = • Rooms: { $count }
cli-live-preview-bot =
    { "  " }– { $bot }: { $rooms } rooms, about { $messages } messages{ $posting ->
        [none] { "" }
       *[other] { "" }; posting a question in all of them takes about { $posting }
    }
cli-live-preview-quota = { "    " }{ $left } messages of the month are left, rounds still need { $needed }
cli-live-preview-short = { "    " }⚠ not enough: { $missing } messages are wanting
cli-live-preview-unserved = { "    " }⚠ this server is not set up for that bot; questions will not reach those rooms
cli-live-preview-takes = • Expected duration: { $time }
cli-live-preview-hasty = ⚠ The questions follow one another too fast: a Telegram group takes only 20 messages a minute. Please raise --limit or --reveal.
cli-live-preview-bank = ⚠ A round that is open or to come draws from the same bank: keys shown in this live round may be those of its questions.
cli-live-preview-clash = ⚠ Overlaps with live round { $number } “{ $title }” ({ $starts }) in { $count } rooms: { $rooms }. A room should not have two rounds at once.
cli-live-created = Live round { $number } has been created. See: hoithi live show { $number }
cli-live-nobody-sends = Note: “hoithi serve” is not running; the round only takes place while it is.
cli-live-none = There is no live round yet.
cli-live-unknown = There is no live round { $number }. See: hoithi live list
cli-live-screen = Big screen: { $address }
cli-live-room-address = { "  " }for its people: { $address }
cli-live-no-address = The address of the web pages is not known (PUBLIC_URL), so there are no links of rooms and big screens.
cli-live-question-line = { "  " }{ $position }. { $code }{ $annulled ->
        [yes] { " " }(annulled)
       *[no] { "" }
    }
cli-live-questions = Questions, in order:
cli-live-column-number = No.
cli-live-column-room = Room
cli-live-column-unit = Unit
cli-live-column-platform = Platform
cli-live-column-state = State
cli-live-column-rank = Rank
cli-live-column-name = Name
cli-live-column-points = Points
cli-live-column-right = Right
cli-live-column-answered = Answered
cli-live-column-time = Time (seconds)
cli-live-column-average = Average points
cli-live-column-people = People
cli-live-room-state-idle = ready
cli-live-room-state-posted = question on its way
cli-live-room-state-open = has the question
cli-live-room-state-left-out = left out of this question
cli-live-room-state-lost = bot not in the group any more
cli-live-room-added = Room { $room } was added (no. { $number }); it takes part from the next question on.
cli-live-ended = Live round { $number } has ended or was cancelled.
cli-live-sheet-people = People
cli-live-sheet-units = Units
cli-live-watermark-title = Result of the live round “{ $title }”

# Vietnamese. “bạn” to contestants, “đồng chí” to leaders and organisers.

## command-*: names of the commands, also the words to type where there are no buttons

command-start = Bắt đầu
command-register = Đăng ký
command-play = Vào thi
command-start-play = { command-play }
command-begin = Bắt đầu làm bài
command-resume = Tiếp tục
command-skip = Bỏ qua
command-score = Điểm của tôi
command-answers = Xem đáp án
command-rules = Thể lệ
command-help = Trợ giúp
command-cancel = Hủy
command-english = English
command-vietnamese = Tiếng Việt
command-data = Dữ liệu của tôi
command-erase = Xóa dữ liệu
command-situation = Tình hình
command-progress = Tiến độ

## help-*: one line for each command

help =
    Bạn có thể nhắn, có dấu hoặc không dấu đều được:
    { $lines }
help-register = “đăng ký”: đăng ký dự thi
help-play = “vào thi”: làm bài khi vòng thi đang mở
help-resume = “tiếp tục”: xem lại câu hỏi đang chờ
help-skip = “bỏ qua”: không trả lời câu này, sang câu sau
help-score = “điểm của tôi”: xem điểm
help-answers = “xem đáp án”: xem lại bài khi được công bố
help-rules = “thể lệ”: đọc thể lệ vòng thi
help-english = “english”: switch to English
help-vietnamese = “tiếng việt”: chuyển sang tiếng Việt
help-data = “dữ liệu của tôi”: xem dữ liệu đang lưu về bạn
help-erase = “xóa dữ liệu”: rút lại đồng ý và xóa dữ liệu
help-situation = “tình hình”: kết quả tham gia của đơn vị (dành cho lãnh đạo, đầu mối)
help-progress = “tiến độ”: tiến độ vòng thi (dành cho Ban Tổ chức)

## Greetings and unclear messages

welcome-back = Chào { $name }!
welcome-role = Kính chào đồng chí. Mời đồng chí chọn nội dung cần xem.
unclear = Xin lỗi, hệ thống trả lời tự động chưa hiểu tin nhắn này. Mời bạn chọn một mục dưới đây.
unclear-answer = Hiện không có câu hỏi nào đang chờ bạn trả lời. Mời bạn chọn một mục dưới đây.
unclear-while-playing = Bạn đang làm bài. Mời bạn trả lời câu hỏi đang mở hoặc chọn một mục dưới đây.
not-allowed = Mục này dành cho người được Ban Tổ chức cấp quyền. Nếu cần, bạn vui lòng liên hệ Ban Tổ chức.
cancel-done = Đã dừng. Những gì bạn vừa nhập đã được bỏ đi.
cancel-nothing = Không có việc gì đang làm dở để hủy.
choice-stale = Lựa chọn này đã qua.
choices-to-type = Bạn có thể nhắn: { $words }
failure = Xin lỗi, hệ thống vừa gặp trục trặc và chưa nhận được nội dung này. Bạn vui lòng gửi lại sau ít giây.
language-set = Từ bây giờ hệ thống sẽ nhắn bằng tiếng Việt.
contest-unnamed = Cuộc thi trực tuyến
organiser-unnamed = Ban Tổ chức Cuộc thi

## registration-*: registering

# A change of any word of this notice changes the version of the notice.
registration-notice =
    { $contest } xin chào bạn! Đây là hệ thống trả lời tự động.

    THÔNG BÁO VỀ DỮ LIỆU CÁ NHÂN
    (Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15)
    • Bên kiểm soát dữ liệu: { $organiser }.
    • Dữ liệu: mã tài khoản trò chuyện, họ và tên, ngày sinh, đơn vị, nhóm dự thi, câu trả lời và kết quả thi.
    • Mục đích: tổ chức cuộc thi, xét giải, thống kê theo đơn vị và làm minh chứng chấm điểm cải cách hành chính; không dùng vào việc khác.
    • Thời gian lưu: đến khi xong các mục đích trên hoặc khi bạn rút lại đồng ý.
    • Nếu đạt giải: họ tên, đơn vị và giải thưởng của bạn được công bố.
    • Quyền của bạn: xem dữ liệu (nhắn /dulieu); rút lại đồng ý và xóa dữ liệu (nhắn /xoa); yêu cầu chỉnh sửa hoặc khiếu nại với Ban Tổ chức.
registration-consent =
    { $notice }
    Phiên bản thông báo: { $version }

    Bạn có đồng ý không? Nếu không đồng ý, bạn không thể dự thi và hệ thống không lưu gì ngoài mã cuộc trò chuyện này.
registration-consent-unclear = Để đăng ký, bạn vui lòng chọn “Đồng ý” hoặc “Không đồng ý” với thông báo về dữ liệu cá nhân ở trên.
registration-declined = Hệ thống không lưu thông tin nào của bạn ngoài mã cuộc trò chuyện này. Khi muốn dự thi, bạn chỉ cần nhắn “đăng ký”.
registration-name =
    Bước 1/4. Họ và tên của bạn là gì?
    Ví dụ: Nguyễn Thị Hoa. (Nhắn “hủy” nếu muốn dừng.)
registration-name-too-short = Bạn vui lòng nhập đầy đủ họ và tên, ví dụ: Nguyễn Thị Hoa.
registration-name-too-long = Họ và tên dài quá 80 ký tự. Bạn vui lòng nhập lại.
registration-name-not-a-name = Họ và tên chỉ gồm chữ cái, không có chữ số hay ký hiệu. Bạn vui lòng nhập lại, ví dụ: Nguyễn Thị Hoa.
registration-birth =
    Chào { $name }!
    Bước 2/4. Bạn sinh ngày nào? Ví dụ: 08/11/1980.
registration-birth-unreadable = Bạn vui lòng nhập ngày, tháng, năm sinh, ví dụ: 08/11/1980.
registration-birth-short-year = Bạn vui lòng nhập năm sinh đủ bốn chữ số, ví dụ: 08/11/1980.
registration-birth-no-such-day = Không có ngày này trong lịch. Bạn vui lòng kiểm tra và nhập lại theo thứ tự ngày/tháng/năm, ví dụ: 08/11/1980.
registration-birth-in-future = Ngày này ở tương lai. Bạn vui lòng kiểm tra và nhập lại ngày sinh.
registration-birth-too-long-ago = Năm sinh có vẻ chưa đúng. Bạn vui lòng kiểm tra và nhập lại ngày sinh.
registration-too-young =
    Theo Thể lệ, người dự thi phải từ đủ { $age } tuổi vào ngày khai mạc vòng thi. Bạn có thể tham gia các vòng thi khai mạc từ ngày { $since }. Hẹn gặp bạn!
    Nếu gõ nhầm, bạn hãy nhập lại ngày sinh.
registration-unit =
    Bước 3/4. Bạn thuộc đơn vị nào? Hãy nhập một phần tên, ví dụ: “Sở Nội vụ” hoặc “phường Tân Lợi”.
    Nếu không thuộc cơ quan nào, bạn nhập tên xã, phường nơi cư trú.
registration-unit-hits = Đơn vị của bạn là đơn vị nào dưới đây? Nếu không có, bạn có thể nhập tên khác.
registration-unit-not-found = Chưa tìm thấy đơn vị của bạn. Hãy thử nhập ngắn hơn (ví dụ: “nội vụ”), tên đơn vị cấp trên, hoặc tên xã, phường nơi bạn cư trú.
registration-audience = Bước 4/4. Bạn dự thi ở nhóm nào?
registration-confirm =
    Bạn kiểm tra giúp:
    • Họ và tên: { $name }
    • Ngày sinh: { $birth }
    • Đơn vị: { $unit }
    • Nhóm dự thi: { $audience }
    Thông tin đã đúng chưa?
registration-fix = Bạn muốn sửa thông tin nào?
registration-done = Đăng ký thành công. Cảm ơn { $name } đã tham gia!
registration-already = Bạn đã đăng ký rồi, không cần đăng ký lại.

audience-officials = Cán bộ, công chức, viên chức
audience-citizens = Người dân

choice-consent-yes = Đồng ý
choice-consent-no = Không đồng ý
choice-unit-other = Không có đơn vị của tôi
choice-unit-free = Thí sinh tự do
choice-audience-officials = { audience-officials }
choice-audience-citizens = { audience-citizens }
choice-confirm-yes = Đúng
choice-confirm-fix = Sửa
choice-fix-name = Họ và tên
choice-fix-birth = Ngày sinh
choice-fix-unit = Đơn vị
choice-fix-audience = Nhóm dự thi

## round-*: a round opens and closes

round-opened =
    { $round } đã mở{ $rehearsal ->
        [yes] { " " }(chạy thử, không tính kết quả)
       *[no] { "" }
    }! Mời bạn vào thi trước { $closes }.
round-closed = { $round } đã kết thúc. Cảm ơn bạn đã tham gia!
round-is-open = { $round } đang mở đến { $closes }. Mời bạn vào thi.

## question-*, receipt-*: questions and what became of the one before

question-heading = Câu { $position }/{ $of } · { $time }
question-heading-prediction = Câu dự đoán · { $time }
question-how-to-answer = Nhắn chữ cái của phương án để trả lời.
receipt-answered = Câu { $position }: bạn chọn { $letter }.
receipt-noted = Đã ghi nhận dự đoán của bạn.
receipt-skipped = Bạn đã bỏ qua câu { $position }.
receipt-expired = Câu { $position } đã hết giờ.
receipt-right = Đúng!
receipt-right-option = Đáp án đúng: { $letter }.

## score-*, review-*: scores and right answers

score-none = Bạn chưa dự thi vòng nào.
score-rehearsal = { $round } (chạy thử, không tính kết quả)
score-line = Lượt { $ordinal }: { $score }/{ $total } điểm, làm bài trong { $time }
score-running = Lượt { $ordinal }: đang làm bài, câu { $position }/{ $of }
score-void = Lượt { $ordinal }: không được công nhận, vui lòng liên hệ Ban Tổ chức
score-counted = Kết quả được tính: lượt { $ordinal }
review-heading = { $round }: đáp án bài làm của bạn ({ $score } điểm)
review-right = Đúng. { $option }
review-wrong =
    Bạn chọn: { $option }
    Đáp án đúng: { $right }
review-unanswered =
    Bạn chưa trả lời.
    Đáp án đúng: { $right }
review-while-playing = Bạn đang làm bài. Đáp án chỉ xem được sau khi bài thi kết thúc.
review-later = Đáp án { $round } được công bố sau khi vòng thi kết thúc, lúc { $closes }.
review-never = Theo Thể lệ, đáp án { $round } không được công bố qua hệ thống này.

## rules-*: the rules of a round, written from its data

rules-unpublished = Thể lệ chưa được công bố. Ban Tổ chức sẽ thông báo khi có vòng thi.
rules-heading =
    THỂ LỆ
    { $contest }
    { $round }{ $rehearsal ->
        [yes] { " " }(chạy thử, không tính kết quả)
       *[no] { "" }
    }
rules-window = Thời gian: từ { $opens } đến { $closes } (giờ Việt Nam). Hệ thống khóa đúng giờ, câu trả lời đến từ giờ này trở đi không được tính.
rules-who =
    Người dự thi: { $age ->
        [0] mọi lứa tuổi
       *[other] từ đủ { $age } tuổi vào ngày khai mạc vòng thi
    }. Mỗi người một tài khoản, tự làm bài, không thi hộ.
rules-paper = Đề thi: { $count } câu trắc nghiệm, rút ngẫu nhiên từ ngân hàng câu hỏi:
rules-topic = • { $topic }: { $count } câu
rules-shuffle =
    { $what ->
        [questions] Thứ tự câu hỏi được xáo trộn riêng cho từng người.
        [options] Thứ tự phương án được xáo trộn riêng cho từng người.
       *[both] Thứ tự câu hỏi và phương án được xáo trộn riêng cho từng người.
    }
rules-prediction =
    Cuối bài có một câu dự đoán: { $subject ->
        [participants] số người tham gia vòng thi
        [attempts] số lượt thi của vòng thi
       *[people_all_correct] số người trả lời đúng tất cả các câu
    } { $scope ->
        [everybody] (tính trên toàn cuộc thi)
       *[prize_group] (tính trong nhóm dự thi của bạn)
    }. Câu này không tính điểm, chỉ để xếp hạng khi bằng điểm.
rules-time = Thời gian làm bài: mỗi câu { $question }, tính từ khi câu hỏi đến máy của bạn; cả bài tối đa { $attempt }. Hết giờ thì chuyển sang câu sau. Không bắt buộc trả lời hết các câu. Nếu hệ thống gián đoạn, thời gian được cộng bù nhưng không quá giờ kết thúc vòng thi.
rules-one-attempt = Số lượt thi: mỗi người được thi 1 lượt.
rules-attempts =
    Số lượt thi: mỗi người được thi tối đa { $count } lượt; kết quả được tính là { $counting ->
        [first] lượt đầu tiên
        [last] lượt cuối cùng
       *[best_then_earliest] lượt có điểm cao nhất, nếu bằng điểm thì lượt hoàn thành sớm nhất
    }.
rules-scoring = Chấm điểm: mỗi câu đúng được { $points } điểm; câu sai, bỏ qua hoặc hết giờ được 0 điểm. Trả lời nhanh không được cộng điểm.
rules-ranking = Xếp hạng lần lượt theo: { $order }.
tie-break =
    { $comparator ->
        [score] điểm cao hơn
        [prediction_distance] dự đoán gần đúng hơn
        [earliest_submission] hoàn thành sớm hơn
        [shortest_time] thời gian làm bài ngắn hơn
       *[manual] Ban Tổ chức quyết định
    }
rules-reveal =
    Công bố: điểm được báo ngay khi hoàn thành bài thi; { $reveal ->
        [after_each_question] đáp án được báo sau từng câu
        [never] đáp án không được công bố qua hệ thống này
       *[after_round] đáp án được công bố sau khi vòng thi kết thúc
    }.
rules-data = Dữ liệu cá nhân: nhắn /dulieu để xem, /xoa để rút lại đồng ý và xóa.
rules-version = Phiên bản thể lệ: { $version }

topic-PAR = Chỉ số cải cách hành chính (PAR INDEX)
topic-PCI = Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)
topic-PAPI = Chỉ số hiệu quả quản trị và hành chính công (PAPI)
topic-SIPAS = Chỉ số hài lòng về phục vụ hành chính (SIPAS)
topic-DTI = Chỉ số chuyển đổi số (DTI)
topic-POLICY = Chủ trương, chính sách cải cách hành chính
topic-05T05K = Nội dung “05T, 05K”

## data-*, erase-*: personal data

data-stored =
    Dữ liệu đang lưu về bạn:
    • Họ và tên: { $name }
    • Ngày sinh: { $birth }
    • Đơn vị: { $unit }
    • Nhóm dự thi: { $audience }
    • Tài khoản trò chuyện: trên { $platform }
    • Bài thi: { $attempts }
    • Xác nhận đồng ý của bạn: phiên bản thông báo và thời điểm
    Nếu cần sửa, bạn vui lòng liên hệ Ban Tổ chức. Nếu muốn xóa, nhắn “xóa dữ liệu”.
data-attempts = { $round }: { $count } lượt, gồm câu trả lời và điểm
data-no-attempts = chưa có
data-none = Hệ thống chưa lưu dữ liệu cá nhân nào của bạn, ngoài mã cuộc trò chuyện này.
data-draft =
    Bạn đang đăng ký dở. Dữ liệu đang lưu tạm:
    • Họ và tên: { $name }
    • Ngày sinh: { $birth }
    Nhắn “xóa dữ liệu” để bỏ, hoặc “đăng ký” để làm tiếp.
erase-confirm =
    Nếu xóa, họ tên, ngày sinh và tài khoản của bạn được xóa vĩnh viễn, không khôi phục được; bạn không còn được xét giải. Điểm thi chỉ còn là số liệu thống kê không gắn với bạn.
    Bạn có chắc muốn xóa không?
erase-done = Đã xóa dữ liệu cá nhân của bạn. Cảm ơn bạn đã quan tâm đến cuộc thi.
erase-kept = Dữ liệu của bạn được giữ nguyên.
erase-nothing = Ngoài mã cuộc trò chuyện này, hệ thống không còn lưu dữ liệu cá nhân nào của bạn.
erase-while-playing = Bạn đang làm bài nên chưa xóa được. Mời bạn hoàn thành bài thi, chỉ còn ít phút, rồi nhắn lại “xóa dữ liệu”.
choice-erase-yes = Xóa vĩnh viễn
choice-erase-no = Giữ lại

## report-*: reports to leaders, liaisons and organisers

report-unit-heading =
    Kính gửi đồng chí,
    Tình hình tham gia { $round } của { $unit }{ $below ->
        [yes] { " " }và các đơn vị trực thuộc
       *[no] { "" }
    }:
report-heading =
    Kính gửi đồng chí,
    Tiến độ { $round }:
report-ahead = Vòng thi mở lúc { $opens }.
report-open = Vòng thi đang mở đến { $closes }.
report-over = Vòng thi đã kết thúc lúc { $closes }.
report-people =
    • Đã đăng ký: { $registered } người
    • Đang làm bài: { $playing } người
report-finished = • Đã hoàn thành: { $finished } người
report-finished-of = • Đã hoàn thành: { $finished }/{ $headcount } người ({ $rate })
report-rate = • So với tổng số người của các đơn vị: { $finished }/{ $headcount } ({ $rate })
report-units = • Đơn vị đã có người hoàn thành: { $active }/{ $expected }
report-unit = • { $unit }: { $finished }/{ $headcount } ({ $rate })
report-unit-without-headcount = • { $unit }: { $finished }
report-own = riêng { $unit }
report-below = Số người đã hoàn thành, tỷ lệ thấp xếp trước:
report-more = … và { $count } đơn vị khác.
report-leading = Tỷ lệ hoàn thành cao nhất:
report-lagging = Cần đôn đốc:

## play-*: taking part

play-briefing =
    { $round }
    • { $questions } câu hỏi trắc nghiệm, mỗi câu có { $seconds } giây.
    • Cả bài tối đa { $attempt }.
    { $prediction ->
        [yes] • Cuối bài có một câu hỏi dự đoán, không tính điểm.
       *[no] { "" }
    }
    Đồng hồ của từng câu chỉ chạy khi câu hỏi đã đến máy của bạn. Bạn hãy chọn nơi có mạng ổn định rồi bấm “Bắt đầu làm bài”.
play-stored = Đã ghi nhận
play-duplicate = Câu này đã qua, không cần trả lời lại.
play-late = Rất tiếc, câu { $position } đã hết thời gian nên câu trả lời không được tính.
play-straggler = Câu trả lời cho câu { $position } gửi đúng hạn nên đã được ghi nhận.
play-type-an-option = Bạn vui lòng chọn một phương án của câu { $position }, ví dụ: A, B, C hoặc D.
play-type-a-number = Bạn vui lòng nhập một số nguyên, ví dụ: 5945.
play-finished = Bạn đã hoàn thành bài thi. Cảm ơn bạn đã tham gia!
play-closed = Bài thi đã kết thúc do hết thời gian. Các câu đã trả lời đều được ghi nhận. Cảm ơn bạn đã tham gia!
play-score = Điểm: { $score }/{ $total } · Thời gian làm bài: { $time }
play-reveal-later = Đáp án được công bố sau khi vòng thi kết thúc ({ $closes }).
play-prediction-people-all-correct = Theo bạn, có bao nhiêu người trả lời đúng tất cả các câu hỏi? Bạn hãy nhập một số.
play-prediction-participants = Theo bạn, có bao nhiêu người tham gia vòng thi này? Bạn hãy nhập một số.
play-prediction-attempts = Theo bạn, vòng thi này có bao nhiêu lượt thi? Bạn hãy nhập một số.
play-too-young = Theo Thể lệ, người dự thi phải từ đủ { $age } tuổi vào ngày khai mạc vòng thi. Mong bạn thông cảm.
play-no-attempt-left = Bạn đã dùng hết số lượt thi của { $round }. Cảm ơn bạn!
play-no-round = Hiện chưa có vòng thi nào. Ban Tổ chức sẽ thông báo khi có vòng thi mới.
play-round-ahead = { $round } sẽ mở lúc { $opens }. Hẹn gặp bạn!
play-not-ready = { $round } chưa sẵn sàng vì chưa đủ câu hỏi. Mong bạn quay lại sau; nếu vẫn chưa vào thi được, bạn hãy báo Ban Tổ chức.
play-nothing-open = Bạn không có câu hỏi nào đang chờ trả lời.
play-time-given-back = Hệ thống vừa gián đoạn { $time }. Thời gian trả lời câu { $position } đã được cộng bù, mời bạn tiếp tục.

format-instant = { $hour } giờ { $minute }, ngày { $date }
format-minutes = { $minutes } phút
format-percent = { $percent }%
format-seconds = { $seconds } giây
format-minutes-seconds = { $minutes } phút { $seconds } giây

## page-*: the web chat page (bot/web); texts in braces are filled in by its script

page-title = Hội thi trực tuyến
page-noscript = Trang này cần JavaScript. Bạn hãy bật JavaScript trong trình duyệt rồi tải lại trang.
page-online = Trực tuyến
page-connecting = Đang kết nối…
page-offline = Mất kết nối, đang kết nối lại…
page-paused = Hội thi đang mở ở quá nhiều cửa sổ nên cửa sổ này tạm dừng.
page-resume = Dùng cửa sổ này
page-welcome = Chào mừng đến với hội thi! Bấm nút dưới đây để bắt đầu, hoặc nhập tin nhắn bất cứ lúc nào.
page-conversation = Nội dung trò chuyện
page-new-messages = Tin nhắn mới
page-from-bot = Hội thi:
page-from-you = Bạn:
page-announcement = Thông báo của Ban Tổ chức
page-compose = Nhập tin nhắn
page-compose-number = Nhập số dự đoán
page-send = Gửi
page-menu = Các lệnh thường dùng
page-shortcuts = Chọn đáp án bằng phím A, B, C, D
page-question-count = Câu { $position }/{ $of }
page-question-prediction = Câu dự đoán
page-prediction-hint = Bạn nhập một số nguyên vào ô tin nhắn bên dưới rồi bấm Gửi.
page-seconds-unit = giây
page-seconds-left = Còn { $seconds } giây
page-time-up = Hết giờ, đang chuyển câu…
page-sending = Đang gửi…
page-recorded = Đã ghi nhận
page-skipped = Đã bỏ qua
page-expired = Hết giờ
page-closed = Câu này đã kết thúc
page-correct = Trả lời đúng
page-wrong = Trả lời chưa đúng
page-right-answer = Đáp án đúng: { $letter }
page-waiting = Chờ kết nối để gửi…
page-unsent = Chưa gửi được
page-retry = Gửi lại
page-slow-down = Bạn thao tác quá nhanh. Vui lòng chờ vài giây rồi thử lại.
page-too-long = Tin nhắn dài quá 2.000 ký tự. Vui lòng viết ngắn hơn.
page-too-many-sessions = Có quá nhiều máy cùng bắt đầu từ mạng này. Vui lòng thử lại sau ít phút.
page-not-found = Không tìm thấy trang này.
page-failed = Hệ thống đang bận. Vui lòng thử lại sau ít phút.
page-demo-title = Hội thi – bản trình diễn
page-demo-about = Một cuộc thi thu nhỏ đang diễn ra thật trên máy này: nhiều thí sinh mô phỏng cùng dự thi, mời bạn vào thi cùng họ và xem số liệu thay đổi.
page-demo-phones = Ba vai trong cuộc thi
page-demo-citizen = Thí sinh
page-demo-citizen-note = Đăng ký, làm bài, xem điểm
page-demo-leader = Lãnh đạo đơn vị
page-demo-leader-note = Theo dõi kết quả tham gia của đơn vị
page-demo-organiser = Ban Tổ chức
page-demo-organiser-note = Xem tiến độ toàn tỉnh
## page-*: end

## import-*: reading lists of units and questions (hoithi import)

import-at-row = dòng { $row }
import-at-row-and-line = dòng { $row } (dòng { $line } của tệp văn bản)
import-at-column = cột { $column }
import-found = gặp "{ $text }"
import-found-empty = ô trống
import-more-faults = … và còn { $count } lỗi khác

import-fault-unreadable = { $place }: không đọc được tệp, cần một tệp có thật và được phép đọc
import-fault-too-large = { $place }: tệp quá lớn, cần không quá { $limit }
import-fault-unknown-ending = { $place }: { $found }, cần tệp có đuôi .csv, .xlsx hoặc .ods
import-fault-wrong-kind = { $place }: { $found }, cần đúng là tệp { $expected }, không chỉ mang đuôi tệp đó
import-fault-broken = { $place }: tệp bị hỏng hoặc có mật khẩu, cần tệp mở được; hãy mở rồi lưu lại bằng Excel hoặc LibreOffice
import-fault-unpacks-too-large = { $place }: nội dung sau khi giải nén quá lớn, cần không quá { $limit }
import-fault-too-many-rows = { $place }: bảng quá dài, cần nhiều nhất { $limit } dòng; hãy chia thành nhiều tệp
import-fault-too-many-columns = { $place }: bảng rộng đến cột { $last }, cần không quá cột { $limit }
import-fault-no-rows = { $place }: không có dữ liệu, cần một dòng tiêu đề và ít nhất một dòng dữ liệu
import-fault-not-utf8 = { $place }: { $found }, cần chữ mã UTF-8; trong Excel hãy chọn Lưu dưới dạng (Save As), kiểu “CSV UTF-8”
import-fault-not-utf8-more = { $place }: từ dòng này còn { $count } dòng không phải mã UTF-8, cần lưu lại cả tệp kiểu “CSV UTF-8”
import-fault-bad-quotes = { $place }: dấu ngoặc kép chưa khép hoặc đặt sai chỗ, cần "…" bao trọn cả ô và viết "" cho mỗi dấu ngoặc kép bên trong
import-fault-too-long = { $place }: { $found } dài { $length } ký tự, cần nhiều nhất { $limit } ký tự
import-fault-formula = { $place }: { $found } là công thức, cần giá trị; hãy sao chép rồi dán lại dạng giá trị (Paste Values)
import-fault-error-value = { $place }: { $found } là giá trị lỗi, cần giá trị đúng
import-fault-control-character = { $place }: { $found } có ký tự điều khiển hoặc ký tự đã hỏng, cần chữ bình thường
import-fault-missing-column = { $place }: không có cột này, cần cột "{ $column }" hoặc "{ $also }"
import-fault-repeated-column = { $place }: { $found } lặp lại cột { $first }, cần mỗi cột chỉ có một lần
import-fault-misspelt-column = { $place }: { $found }, cần tên cột "{ $expected }"
import-fault-extra-cell = { $place }: { $found } nằm ngoài các cột có tiêu đề, cần ô trống; nếu nội dung có dấu phân cách, hãy đặt cả ô trong dấu ngoặc kép
import-fault-empty = { $place }: ô trống, cần có nội dung
import-fault-not-a-date = { $place }: { $found }, cần ngày dạng 31/12/2025 hoặc 2025-12-31
import-fault-dates-reversed = { $place }: { $found }, cần ngày không sớm hơn ngày bắt đầu { $first }
import-fault-duplicate-code = { $place }: { $found } đã có ở dòng { $first }, cần mã không trùng

import-fault-not-a-count = { $place }: { $found }, cần số nguyên từ 0 trở lên, chỉ gồm chữ số
import-fault-onestop-over-staff = { $place }: { $found }, cần nhiều nhất { $staff }, là số công chức của cùng dòng
import-fault-unknown-parent = { $place }: { $found }, cần mã của một đơn vị có trong tệp hoặc đã nhập trước
import-fault-unknown-parent-near = { $place }: { $found }, cần mã của một đơn vị có trong tệp hoặc đã nhập trước; mã gần đúng: { $near }
import-fault-self-parent = { $place }: { $found } là mã của chính đơn vị này, cần mã của đơn vị cấp trên
import-fault-cycle = { $place }: các đơn vị nối thành vòng { $path }, cần cây đơn vị không có vòng

import-fault-correct-outside = { $place }: { $found }, cần một trong các chữ { $letters }
import-fault-equal-options = { $place }: { $found } trùng với cột { $first }, cần các phương án khác nhau
import-fault-empty-option = { $place }: ô trống, cần có nội dung vì phương án sau không trống
import-fault-shown-too-long = { $place }: câu hỏi và các phương án dài { $length } ký tự, cần nhiều nhất { $limit } ký tự để vừa một tin nhắn
import-fault-duplicate-question = { $place }: { $found } đã có ở dòng { $first }, cần câu hỏi không trùng
import-fault-unknown-audience = { $place }: { $found }, cần "officials" (cán bộ), "citizens" (người dân) hoặc ô trống
## import-*: end

## cli-*, demo-*: the command line

cli-db-ready = Cơ sở dữ liệu đã sẵn sàng.
cli-db-not-ready = Cơ sở dữ liệu chưa sẵn sàng: { $found }. Hãy chạy: hoithi db upgrade
cli-import-checked = Tệp hợp lệ; chưa ghi gì. Sẽ thêm { $added }, sửa { $changed }, giữ nguyên { $unchanged }.
cli-import-stored = Đã thêm { $added }, sửa { $changed }, giữ nguyên { $unchanged }.
cli-import-refused = Có { $count } lỗi; chưa ghi gì vào cơ sở dữ liệu.
cli-import-ignored = Bỏ qua các cột không dùng đến: { $columns }
cli-not-an-instant = “{ $found }” không phải là thời điểm. Ví dụ: 2023-11-07, "2023-11-07 07:30", "21/11/2023 24:00" (giờ Việt Nam).
cli-no-rounds = Chưa có vòng thi nào. Tạo vòng thi: hoithi round create --help
cli-no-such-round = Không có vòng thi số { $number }. Xem danh sách: hoithi round list
cli-closes-before-it-opens = Thời điểm kết thúc phải sau thời điểm bắt đầu.
cli-bad-rules = Tệp quy tắc { $file } không dùng được: { $found }
cli-contest-needed = Chưa có cuộc thi. Với vòng thi đầu tiên, hãy thêm --contest "Tên cuộc thi" và --organiser "Đơn vị tổ chức".
cli-topic-short = Lưu ý: chủ đề { $topic } cần { $needed } câu hỏi, ngân hàng mới có { $available }.
cli-round = { $number }. { $name }: từ { $opens } đến { $closes } ({ $state ->
        [planned] chưa mở
        [open] đang mở
       *[closed] đã kết thúc
    })
cli-serving = Cuộc thi đang chạy. Trang thi: { $address } · Dừng: Ctrl+C
cli-port-taken = Không mở được { $address }: cổng đang được chương trình khác sử dụng. Hãy chọn cổng khác (WEB_PORT hoặc --port).
cli-chat-demo = Đây là cuộc thi trình diễn (data/demo.db).
cli-chat-welcome = Hội Thi trong cửa sổ lệnh. Gõ “bắt đầu” để bắt đầu, “trợ giúp” để xem hướng dẫn; thoát: Ctrl+D.
demo-address = Trang trình diễn: { $address } · Dừng: Ctrl+C
demo-transcript = Đã nộp bài: { $finished } · câu trả lời: { $stored } · câu hết giờ: { $expired } · tin đã gửi: { $sent }
demo-leader-title = Lãnh đạo đơn vị
demo-organiser-title = Ban Tổ chức
demo-stalled = Vòng thi không kết thúc được: { $found }

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
    • Dữ liệu: mã tài khoản trò chuyện, họ và tên, ngày sinh, đơn vị, nhóm dự thi, số điện thoại (nếu bạn cung cấp; lưu dạng mã hóa), câu trả lời và kết quả thi.
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
    Bước 1/5. Họ và tên của bạn là gì?
    Ví dụ: Nguyễn Thị Hoa. (Nhắn “hủy” nếu muốn dừng.)
registration-name-too-short = Bạn vui lòng nhập đầy đủ họ và tên, ví dụ: Nguyễn Thị Hoa.
registration-name-too-long = Họ và tên dài quá 80 ký tự. Bạn vui lòng nhập lại.
registration-name-not-a-name = Họ và tên chỉ gồm chữ cái, không có chữ số hay ký hiệu. Bạn vui lòng nhập lại, ví dụ: Nguyễn Thị Hoa.
registration-birth =
    Chào { $name }!
    Bước 2/5. Bạn sinh ngày nào? Ví dụ: 08/11/1980.
registration-birth-unreadable = Bạn vui lòng nhập ngày, tháng, năm sinh, ví dụ: 08/11/1980.
registration-birth-short-year = Bạn vui lòng nhập năm sinh đủ bốn chữ số, ví dụ: 08/11/1980.
registration-birth-no-such-day = Không có ngày này trong lịch. Bạn vui lòng kiểm tra và nhập lại theo thứ tự ngày/tháng/năm, ví dụ: 08/11/1980.
registration-birth-in-future = Ngày này ở tương lai. Bạn vui lòng kiểm tra và nhập lại ngày sinh.
registration-birth-too-long-ago = Năm sinh có vẻ chưa đúng. Bạn vui lòng kiểm tra và nhập lại ngày sinh.
registration-too-young =
    Theo Thể lệ, người dự thi phải từ đủ { $age } tuổi vào ngày khai mạc vòng thi. Bạn có thể tham gia các vòng thi khai mạc từ ngày { $since }. Hẹn gặp bạn!
    Nếu gõ nhầm, bạn hãy nhập lại ngày sinh.
registration-unit =
    Bước 3/5. Bạn thuộc đơn vị nào? Hãy nhập một phần tên, ví dụ: “Sở Nội vụ” hoặc “phường Tân Lợi”.
    Nếu không thuộc cơ quan nào, bạn nhập tên xã, phường nơi cư trú.
registration-unit-hits = Đơn vị của bạn là đơn vị nào dưới đây? Nếu không có, bạn có thể nhập tên khác.
registration-unit-not-found = Chưa tìm thấy đơn vị của bạn. Hãy thử nhập ngắn hơn (ví dụ: “nội vụ”), tên đơn vị cấp trên, hoặc tên xã, phường nơi bạn cư trú.
registration-audience = Bước 4/5. Bạn dự thi ở nhóm nào?
registration-confirm =
    Bạn kiểm tra giúp:
    • Họ và tên: { $name }
    • Ngày sinh: { $birth }
    • Đơn vị: { $unit }
    • Nhóm dự thi: { $audience }
    • Điện thoại: { $phone }
    Thông tin đã đúng chưa?
registration-phone = Bước 5/5. Số điện thoại của bạn (để đối chiếu danh sách cử dự thi của đơn vị và liên hệ khi đạt giải)? Hệ thống chỉ lưu dạng mã hóa và vài số cuối.
registration-phone-fault = Số điện thoại chưa đúng. Bạn vui lòng nhập lại, ví dụ 0912 345 678, hoặc chọn “Không cung cấp”.
share-phone = Gửi số điện thoại của tôi
phone-none = không cung cấp
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
choice-fix-phone = Số điện thoại
choice-phone-skip = Không cung cấp

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

## leaderboard-*: the ranking of a round

command-leaderboard = Xếp hạng
help-leaderboard = “xếp hạng”: xem thứ hạng khi vòng thi đã kết thúc
leaderboard-none = Chưa có vòng thi nào để xếp hạng.
leaderboard-open = { $round } đang mở, đã có { $ended } người thi xong. Bảng xếp hạng có sau khi vòng thi kết thúc, lúc { $closes }.
leaderboard-in-making = Bảng xếp hạng { $round } đang được tổng hợp. Bạn vui lòng xem lại sau ít phút.
leaderboard-in-making-staff = Bảng xếp hạng { $round } đang được tổng hợp. Đồng chí vui lòng xem lại sau ít phút.
leaderboard-heading = Xếp hạng { $round } (tạm thời, chờ Ban Tổ chức xác nhận): { $participants } người có bài thi được tính.
leaderboard-heading-open = Xếp hạng { $round } (tạm thời, vòng thi đang mở, chưa xét câu dự đoán): { $participants } người đã thi xong.
leaderboard-own = Bạn xếp hạng { $rank }/{ $of }, với { $score }/{ $total } điểm. Trong nhóm { $group ->
        [citizens] người dân
       *[officials] cán bộ, công chức, viên chức
    }, bạn xếp hạng { $group_rank }.
leaderboard-not-on-it = Bạn không có bài thi được tính trong vòng này.
leaderboard-best = Những người đứng đầu:
leaderboard-line = { $rank }. { $name } – { $unit }
leaderboard-result = { $score } điểm, { $time }
leaderboard-distance = , dự đoán lệch { $distance }
leaderboard-more = Tiếp
leaderboard-erased = (đã xóa dữ liệu)
leaderboard-unit-gone = (đơn vị không còn)

## results of a round: result-*, cli-result-* (hoithi result)

command-result = Kết quả
help-result = “kết quả”: xem kết quả vòng thi và tình trạng công bố
leaderboard-heading-frozen =
    { $state ->
        [verified] Xếp hạng { $round } (Tổ Thư ký đã kiểm tra, chờ Ban Tổ chức phê duyệt): { $participants } người có bài thi được tính.
        [approved] Xếp hạng { $round } (Ban Tổ chức đã phê duyệt, chờ công bố): { $participants } người có bài thi được tính.
       *[published] Kết quả { $round } đã công bố{ $version ->
            [1] { "" }
           *[other] {" "}(bản điều chỉnh số { $version })
        }: { $participants } người có bài thi được tính.
    }
result-no-round = Chưa có vòng thi nào kết thúc.
result-none = { $round } chưa được chốt kết quả. Sau khi bảng xếp hạng có đủ, Tổ Thư ký chốt bằng lệnh: hoithi result freeze { $number }
result-state =
    { $state ->
        [provisional] tạm thời
        [verified] đã kiểm tra
        [approved] đã phê duyệt
        [published] đã công bố
       *[superseded] đã được thay bằng bản mới
    }
result-heading =
    Kết quả { $round }, bản số { $version }, { $people } người: { $state ->
        [provisional] tạm thời, chờ Tổ Thư ký kiểm tra
        [verified] đã kiểm tra, chờ Ban Tổ chức phê duyệt
        [approved] đã phê duyệt, chờ công bố
        [published] đã công bố
       *[superseded] đã được thay bằng bản mới
    }.
result-step =
    { $move ->
        [verify] • Kiểm tra: { $by }, { $at }
        [approve] • Phê duyệt: { $by }, { $at }
        [publish] • Công bố: { $by }, { $at }
       *[replace] • Thay bằng bản mới: { $by }, { $at }
    }
result-fingerprint = Mã kiểm tra SHA-256: { $fingerprint }
result-still-published = Bản số { $version } vẫn là kết quả đã công bố cho đến khi có bản mới.
result-outdated = Sau khi chốt đã có điều chỉnh. Cần chốt bản mới: hoithi result freeze { $number } --reason "…"
result-to-verify = Việc kiểm tra chấm lại toàn bộ bài thi, chạy bằng lệnh: hoithi result verify { $number }
result-approve = Phê duyệt kết quả
result-publish = Công bố kết quả
result-approve-question = Đồng chí phê duyệt kết quả { $round }, bản số { $version }, { $people } người?
result-publish-question = Đồng chí công bố kết quả { $round }, bản số { $version }, { $people } người? Kết quả đã công bố không sửa được; mọi điều chỉnh là một bản mới.
result-approve-yes = Xác nhận phê duyệt
result-publish-yes = Xác nhận công bố
result-refused-not-allowed = Việc này cần người có vai trò phù hợp: Tổ Thư ký (secretary) kiểm tra, Ban Tổ chức (organiser) phê duyệt và công bố.
result-refused-reason-missing = Cần nêu lý do.
result-refused-rehearsal = { $round } là vòng chạy thử, không có kết quả.
result-refused-open = { $round } chưa kết thúc, chưa có kết quả.
result-refused-none = { $round } chưa được chốt kết quả.
result-refused-nothing-new = Bản số { $version } đã đúng với số liệu hiện nay, không cần chốt lại.
result-refused-wrong-state =
    Bản số { $version } không ở bước này: { $state ->
        [provisional] còn tạm thời, chờ kiểm tra
        [verified] đã kiểm tra, chờ phê duyệt
        [approved] đã phê duyệt, chờ công bố
        [published] đã công bố
       *[superseded] đã được thay bằng bản mới
    }.
result-refused-outdated = Sau khi chốt bản số { $version } đã có điều chỉnh. Hãy chốt bản mới.
result-refused-four-eyes = Người phê duyệt phải khác người đã kiểm tra.
result-refused-recount-differs =
    { $count ->
        [0] Chấm lại từ bài làm cho thứ hạng khác với bản đã chốt. Chưa xác nhận; hãy chốt bản mới.
       *[other] Chấm lại từ bài làm thấy { $count } bài có điểm khác với bản đã chốt. Chưa xác nhận; hãy báo Sở Nội vụ kiểm tra.
    }
result-refused-no-person = Không có thí sinh số { $person }.
result-refused-no-attempt = Thí sinh số { $person } không có bài thi trong { $round }.
result-refused-is-disqualified = Thí sinh số { $person } đã bị loại rồi.
result-refused-not-disqualified = Thí sinh số { $person } không bị loại trong phạm vi này.
result-refused-no-such-attempt = Thí sinh số { $person } không có lượt thi { $ordinal } đã kết thúc và còn hiệu lực.
result-refused-same-person = Cần hai thí sinh khác nhau; đều là số { $person }.
result-refused-is-playing = Thí sinh số { $person } đang làm bài. Hãy chờ bài thi kết thúc.
result-refused-order-needs-two = Cần ít nhất hai thí sinh, mỗi người một lần.
result-refused-order-not-in-rules = Thể lệ { $round } không có tiêu chí do Ban Tổ chức quyết định (manual).
result-refused-not-on-board = Thí sinh số { $person } không có thứ hạng trong { $round }.
result-refused-not-equal = Những thí sinh này không đồng hạng. Ban Tổ chức chỉ xếp thứ tự giữa những người đồng hạng.
result-refused-question-not-asked = Câu hỏi { $code } không có bài làm nào trong { $round }.
result-refused-options-differ = Đáp án mới của câu { $code } không nằm trong các phương án đã hỏi, nên không thể chấm lại.
result-refused-same-key = Đáp án đang dùng để chấm câu { $code } đã là đáp án của phiên bản mới nhất.
result-refused-in-making = Bảng xếp hạng { $round } đang được tổng hợp. Hãy chạy lại lệnh sau ít giây.
result-refused-no-signal = Không có dấu hiệu “{ $signal }” trong { $round }.
result-refused-no-version = { $round } không có bản kết quả số { $version }.
result-cause =
    { $cause ->
        [disqualified] bị loại
        [excluded] không được dự thi
        [reinstated] được khôi phục
        [void_attempt] bài thi bị hủy
        [corrected_key] sửa đáp án
        [merged] trùng người, đã gộp
        [manual_order] Ban Tổ chức xếp thứ tự
       *[others] do người khác thay đổi
    }
cli-result-by-unknown = “{ $user }” không có vai trò secretary hoặc organiser. Xem mã người dùng bằng lệnh: hoithi role list
cli-result-frozen = Đã chốt { $round }, bản số { $version }, { $people } người. Mã kiểm tra SHA-256: { $fingerprint }
cli-result-taken =
    { $round }, bản số { $version }: { $state ->
        [verified] đã kiểm tra, điểm chấm lại từ bài làm trùng khớp.
        [approved] đã phê duyệt.
       *[published] đã công bố.
    }
cli-result-corrected = Đã ghi điều chỉnh số { $number } ({ $cause }); { $attempts } bài thi thay đổi.
cli-result-remade = { $round }: bảng xếp hạng đã tính lại, { $people } người. Chốt bản mới: hoithi result freeze { $number } --reason "…"
cli-result-person = Số
cli-result-change = Thay đổi
cli-result-cause = Nguyên nhân
cli-result-came = vào bảng, hạng { $rank }
cli-result-went = ra khỏi bảng, trước đây hạng { $rank }
cli-result-moved = hạng { $before } → { $after }
cli-result-rescored = hạng { $before } → { $after }, điểm { $score_before } → { $score_after }
cli-result-no-changes = Bản số { $after } không khác bản số { $before }.
cli-result-one-version = { $round } mới có một bản kết quả hoặc chưa có bản nào, chưa có gì để so sánh.
cli-result-correction = Điều chỉnh số { $number }, { $at }, { $by }: { $cause }. Lý do: { $reason }
cli-result-signal = Dấu hiệu
cli-result-people = Thí sinh
cli-result-facts = Chi tiết
cli-result-decision = Kết luận
cli-result-no-signals = { $round }: không có dấu hiệu nào cần xem xét.
cli-result-too-fast = đúng hết trong { $time }
cli-result-equal-answers =
    { $wrong ->
        [0] trả lời giống nhau, đều đúng, nộp gần nhau
       *[other] trả lời giống nhau, cùng sai { $wrong } câu, nộp gần nhau
    }
cli-result-same-phone = cùng một số điện thoại
cli-result-decided =
    { $decision ->
        [kept] giữ nguyên
        [disqualified] loại
       *[dismissed] bỏ qua
    }: { $note }
cli-result-noted = Đã ghi kết luận về dấu hiệu { $signal }.
cli-result-decide-together = Cần đủ --signal, --decision và --note.
cli-result-bad-decision = “{ $found }” không phải là kết luận. Chọn một trong: { $decisions }
cli-result-policy =
    { $four_eyes ->
        [yes] Người phê duyệt phải khác người kiểm tra.
       *[no] Một người có thể vừa kiểm tra vừa phê duyệt.
    } Xem xét khi đúng hết dưới { $least } giây mỗi câu, trả lời giống nhau có câu sai nộp cách nhau tối đa { $wrong } giây, giống nhau đều đúng tối đa { $right } giây.

## cli-round-*: the report on a round (hoithi report round)

cli-round-heading = Xếp hạng { $round } theo bài thi hiện nay: { $participants } người có bài thi được tính.
cli-round-rehearsal = { $round } là vòng chạy thử, không có xếp hạng.
cli-round-in-making = Bảng xếp hạng { $round } đang được tổng hợp hoặc vòng thi vừa kết thúc. Hãy chạy lại lệnh sau ít giây khi “hoithi serve” đang chạy.
cli-round-predicted = Số cần dự đoán, nhóm { $group ->
        [citizens] người dân
       *[officials] cán bộ, công chức, viên chức
    }: { $count }
cli-round-bands = Chất lượng trên tổng số { $total } người: { $bands }
cli-round-band = { $band ->
        [full] đúng 100%
        [high] từ 75% đến dưới 100%
        [middle] từ 25% đến dưới 75%
       *[low] dưới 25%
    }: { $people } ({ $share })
cli-round-rank = Hạng
cli-round-group-rank = Hạng nhóm
cli-round-name = Họ và tên
cli-round-unit = Đơn vị
cli-round-score = Điểm
cli-round-distance = Lệch dự đoán
cli-round-time = Thời gian

## statistics-*, evidence-*, export-*: figures of rounds, frozen evidence, workbooks of results

statistics-heading = THỐNG KÊ: { $rounds } (số liệu lúc { $at })
statistics-units = Đơn vị có người dự thi: { $units }. Trong các đơn vị có chỉ tiêu bắt buộc: { $met }/{ $expected } đơn vị có người dự thi.
statistics-people = Người dự thi (mỗi người tính một lần): { $people }, trong đó { $finished } người hoàn thành bài thi.
statistics-attempts = Lượt thi đã kết thúc: { $attempts }, trong đó { $entries } lượt được tính.
statistics-bands = Chất lượng trên tổng số { $total } lượt thi được tính: { $bands }
statistics-mean = Kết quả bình quân của lượt thi được tính: { $percent }% số điểm tối đa; { $nothing } lượt không đúng câu nào.
statistics-change = { $name ->
        [units] Số đơn vị có người dự thi
       *[people] Số người dự thi
    } ở { $round }: { $count } ({ $changes })
statistics-since = so với { $round } ({ $count }): { $change }
statistics-rising = tăng liên tục qua cả { $count } vòng
statistics-previous = So với kỳ trước ({ $name }: { $units } đơn vị, { $entries } lượt thi được tính): số đơn vị { $unit_change }; số lượt thi { $entry_change }.
statistics-previous-people = Số người dự thi so với kỳ trước ({ $people } người): { $change }.
statistics-not-comparable = Không so sánh được { $count }/{ $of } đơn vị vì kỳ trước không có số liệu của đơn vị tương ứng: { $units }
statistics-round = Vòng
statistics-topic = Chủ đề
statistics-column-units = Đơn vị
statistics-column-people = Người
statistics-column-finished = Hoàn thành
statistics-column-attempts = Lượt
statistics-column-mean = Bình quân
statistics-column-drawn = Lượt gặp câu
statistics-column-right = Đúng
statistics-column-discrimination = Phân biệt
statistics-column-seconds = Trung vị (giây)
statistics-items-note =
    Đúng: tỷ lệ trên số lượt thi được tính có câu hỏi đó; câu bỏ trống coi là không đúng.
    Phân biệt: tương quan điểm nhị phân (point-biserial) giữa trả lời đúng và điểm các câu còn lại, từ -1 đến 1.
    Trung vị: thời gian từ câu trả lời trước, gồm cả thời gian gửi tin.
statistics-hardest = Các câu có tỷ lệ đúng thấp nhất:
statistics-item = • { $text } ({ $share })
statistics-number = { $number }
cli-round-not-begun = { $round } chưa bắt đầu nên chưa có số liệu.

evidence-title = MINH CHỨNG THAM GIA CUỘC THI
evidence-sheet = Minh chứng
evidence-text-sheet = Bản gốc
evidence-contest = Cuộc thi: { $contest }. Đơn vị tổ chức: { $organiser }
evidence-rounds = Phạm vi: { $rounds }
evidence-under = Chỉ gồm đơn vị { $code } và các đơn vị trực thuộc
evidence-levels = Cấp: { $levels }
evidence-taken = Thời điểm chốt số liệu: { $at }. Người lập: { $by }
evidence-result = Kết quả { $round }: phiên bản { $version }, { $state ->
        [provisional] tạm thời
        [verified] đã thẩm tra
        [approved] đã phê duyệt
        [published] đã công bố
       *[superseded] đã thay thế
    }{ $current ->
        [yes] { "" }
       *[no] ; có thay đổi sau khi chốt
    }
evidence-seal = Mã băm SHA-256: { $sha256 }
evidence-participants = Người dự thi
evidence-finished = Hoàn thành
evidence-headcount = Tổng số người
evidence-finished-of-headcount = Hoàn thành trong tổng số
evidence-rate = Tỷ lệ tham gia
evidence-quota = Chỉ tiêu
evidence-quota-state = { $state ->
        [yes] Đạt
        [no] Chưa đạt
       *[none] Không có
    }
evidence-quota-units = Đơn vị đạt/có chỉ tiêu
evidence-quota-line = { $done }/{ $base }, cần { $need }{ $missing ->
        [none] { "" }
       *[other] , thiếu { $missing }
    }
evidence-missing = Còn thiếu
evidence-entries = Lượt thi được tính
evidence-mean = Kết quả bình quân
evidence-band-full = Lượt đúng 100%
evidence-band-high = Lượt từ 75% đến dưới 100%
evidence-band-middle = Lượt từ 25% đến dưới 75%
evidence-band-low = Lượt dưới 25%
evidence-nothing-right = Lượt không đúng câu nào
evidence-full = Tỷ lệ lượt đúng 100%
evidence-intact = { $file }: tệp nguyên vẹn.
evidence-changed = { $file }: TỆP ĐÃ BỊ SỬA. Nội dung không khớp mã băm ghi trong tệp.
evidence-unknown = { $file }: nội dung khớp mã băm ghi trong tệp, nhưng hệ thống này chưa từng lập tệp có mã băm đó.
evidence-unreadable = { $file }: không đọc được, hoặc không phải tệp minh chứng của phần mềm này.
evidence-made = Tệp được lập lúc { $at } bởi { $by }.
evidence-same-now = Số liệu hiện nay vẫn như trong tệp.
evidence-differs-now = Số liệu hiện nay khác ở { $count } đơn vị: { $units }
evidence-not-comparable = Không so được với số liệu hiện nay: vòng thi hoặc đơn vị trong tệp không còn.
cli-evidence-which-round = Chỉ tiêu phải đạt trong từng vòng. Hãy chọn vòng: --round SỐ
cli-unknown-level = Không có cấp “{ $found }”. Các cấp: { $levels }

export-sheet-summary = Tổng hợp
export-sheet-charts = Biểu đồ
export-sheet-quality = Chất lượng
export-sheet-unit-quality = Chất lượng đơn vị
export-unit-quality = Chất lượng bài thi theo đơn vị
export-sheet-units = Đơn vị
export-sheet-questions = Câu hỏi
export-sheet-ranking = Xếp hạng { $number }
export-ranking = Xếp hạng { $round }: { $people } người có bài thi được tính
export-quality = Chất lượng bài thi theo vòng và theo cấp
export-quality-of = Tỷ lệ tính trên số lượt thi được tính của cùng dòng.
export-units = Kết quả tham gia của các đơn vị (chỉ tiêu tính theo { $round })
export-units-of = Tỷ lệ tham gia: số người hoàn thành trên tổng số người của đơn vị. Mỗi dòng là một đơn vị, không gồm đơn vị trực thuộc.
export-questions = Phân tích câu hỏi
export-opens = Từ
export-closes = Đến
export-count-units = Đơn vị
export-units-axis = Số đơn vị
export-people-axis = Số người
export-count-people = Người dự thi
export-count-finished = Hoàn thành
export-count-officials = Cán bộ, công chức, viên chức
export-count-citizens = Người dân
export-count-attempts = Lượt thi đã kết thúc
export-count-entries = Lượt được tính
export-state = Kết quả
export-not-frozen = Chưa chốt kết quả; số liệu tạm thời
export-group = Nhóm đối tượng
export-seconds = Thời gian (giây)
export-submitted = Nộp lúc
export-scope = Phạm vi
export-all = Tất cả các vòng
export-level = Cấp { $level }
export-share = Tỷ lệ: { $band }
export-question-code = Mã câu hỏi
export-question = Câu hỏi
export-version = Phiên bản
export-count-drawn = Lượt gặp câu
export-count-answered = Lượt trả lời
export-count-right = Lượt đúng
export-share-right = Tỷ lệ đúng
export-chart-trend = Số người và số đơn vị dự thi qua các vòng
export-chart-bands = Chất lượng bài thi qua các vòng
export-chart-highest = Các đơn vị có tỷ lệ tham gia cao nhất
export-chart-lowest = Các đơn vị có tỷ lệ tham gia thấp nhất
export-operator = người vận hành hệ thống
export-watermark = Xuất lúc { $at } bởi { $by }

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
        [earliest_login] vào thi sớm hơn
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
report-below = Các đơn vị (số người đã hoàn thành/tổng số), thiếu nhiều xếp trước:
report-more = … và { $count } đơn vị khác.
report-leading = Tỷ lệ hoàn thành cao nhất:
report-lagging = Cần đôn đốc:
report-quotas =
    { $missing ->
        [0] • Đơn vị đạt chỉ tiêu bắt buộc: { $met }/{ $of }
       *[other] • Đơn vị đạt chỉ tiêu bắt buộc: { $met }/{ $of }, còn thiếu ít nhất { $missing } người
    }
report-own-quota =
    { $alone ->
        [yes] Chỉ tiêu bắt buộc (theo danh sách của đơn vị):
       *[no] Chỉ tiêu bắt buộc của riêng { $unit } (theo danh sách của đơn vị):
    }
report-no-roster = Chưa có danh sách của đơn vị nên chưa ghi nhận được ai vào chỉ tiêu. Đề nghị đồng chí gửi danh sách cho Ban Tổ chức.
report-target =
    Đơn vị cam kết { $target }% số người dự thi; đến nay { $rate }, { $status ->
        [missed] chưa đạt cam kết.
        [met] đạt cam kết.
       *[exceeded] vượt cam kết.
    }
report-unit-missing = • { $unit }: { $finished }/{ $headcount }, thiếu { $missing } người
report-unit-met = ✓ { $unit }: { $finished }/{ $headcount }, đạt
report-more-own = Đồng chí phụ trách thêm { $count } đơn vị khác. Mời đồng chí nhắn “tải về” để xem đầy đủ.
report-short = Thiếu nhiều người nhất:
report-short-unit = • { $unit }: thiếu { $missing } người

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

## admission-*: the waiting line, when more people want to begin than a platform lets be served

command-leave = Rời hàng chờ
admission-notice = Bạn đang ở vị trí { $place }, dự kiến { $wait } nữa đến lượt. Bạn không cần làm gì thêm và không mất thời gian trả lời.
admission-notice-late = Bạn đang ở vị trí { $place }, dự kiến { $wait } nữa đến lượt; vòng thi kết thúc lúc { $closes }, có thể trước lượt của bạn.
admission-place =
    Đang có rất nhiều người cùng vào thi. Lúc { $time }, bạn ở vị trí { $place } trong hàng chờ; dự kiến { $wait } nữa đến lượt (vào lúc { $turn }).
admission-late = Lưu ý: vòng thi kết thúc lúc { $closes }, có thể trước khi đến lượt bạn.
admission-promise = Bạn không cần làm gì thêm: khi đến lượt, câu hỏi đầu tiên tự gửi đến và đồng hồ chỉ chạy từ lúc đó, nên bạn không mất thời gian trả lời. Bạn vui lòng giữ máy bên mình.
admission-page = Nếu không muốn chờ, bạn có thể thi ngay tại trang { $address } (nhắn “liên kết” để giữ đúng thông tin đã đăng ký).
admission-soon = Sắp đến lượt bạn: { $wait } nữa. Mời bạn cầm sẵn máy, câu hỏi đầu tiên sẽ tự gửi đến.
admission-closed = Rất tiếc, { $round } đã kết thúc trước khi đến lượt bạn. Bạn không bị tính lượt thi nào. Mong bạn thông cảm.
admission-left = Bạn đã rời hàng chờ và chưa dùng lượt thi nào. Khi muốn thi, bạn chọn “Vào thi”.
admission-not-waiting = Bạn không ở trong hàng chờ.
admission-time = { $hour } giờ { $minute }
admission-under-a-minute = chưa đầy 1 phút
admission-minutes = khoảng { $minutes } phút
admission-hours = khoảng { $hours } giờ { $minutes } phút

## chart-*, sheet-*: pictures and files that are sent (bot/documents)

# Beside a bar: how many there are, of how many, and how many there have to be.
chart-figures = { $done }/{ $base } (cần { $need })
chart-figures-free = { $done }/{ $base }
chart-met = ✓ Đạt
chart-missing = Thiếu { $missing }
chart-free = Khuyến khích
chart-nobody = Không áp dụng
chart-legend = Vạch đậm trên thanh là mức cần đạt.
chart-more = Còn { $count } mục khác không có trong hình này.
chart-empty = Chưa có số liệu.
chart-part = { $count } ({ $share })
chart-total = Tổng số: { $total } bài thi
chart-value = { $value }
sheet-page = Trang { $page }/{ $pages }

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
page-file-rows = Bảng tính Excel, { $rows } dòng
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
page-busy = Hệ thống đang bận, nội dung bạn vừa gửi chưa được ghi nhận. Vui lòng chờ vài giây rồi bấm lại.
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
page-return = Bạn đang đăng ký để vào phòng thi. Đăng ký xong, bạn được đưa trở lại phòng thi.
page-return-ready = Bạn đã đăng ký xong.
page-return-button = Vào phòng thi
## page-*: end

## live-page-*: web rooms and the big screen of live rounds (bot/web/live*); texts in braces are filled in by the pages' scripts

live-page-room = Phòng thi trực tuyến
live-page-rehearsal = Chạy thử, không tính kết quả
live-page-starts = Sắp bắt đầu lúc { $time }
live-page-starting = Sắp bắt đầu
live-page-wait-here = Mời bạn giữ trang này mở. Câu hỏi sẽ tự hiện ra cùng lúc ở tất cả các phòng thi.
live-page-you = Bạn dự thi với tên { $name }
live-page-guest-title = Mời bạn đăng ký trước khi vào phòng thi
live-page-guest = Bạn chỉ cần đăng ký một lần, khoảng một phút. Đăng ký xong, bạn được đưa trở lại phòng thi này.
live-page-guest-button = Đăng ký dự thi
live-page-question = Câu { $position }/{ $of }
live-page-answered = { $count } người đã trả lời
live-page-answered-label = người đã trả lời
live-page-can-change = Bạn đổi được đến hết giờ.
live-page-over = Đã hết giờ ở phòng thi này
live-page-over-means = Mời bạn chờ các phòng thi khác. Đáp án được công bố cho tất cả cùng lúc.
live-page-held = Đang chờ một số phòng thi
live-page-held-means = Một vài phòng thi chưa xong do đường truyền. Ban Tổ chức đang xử lý, mời bạn chờ trong giây lát.
live-page-sending = Câu { $position }/{ $of } đang được gửi đến phòng thi
live-page-sending-means = Đồng hồ của phòng thi này chỉ bắt đầu khi câu hỏi hiện ra.
live-page-trouble = Đường truyền đến phòng thi đang gặp trục trặc
live-page-trouble-means = Thời gian trả lời không bị mất. Ban Tổ chức đang xử lý, mời bạn chờ trong giây lát.
live-page-left-out = Phòng thi này không thi được câu { $position }/{ $of }
live-page-left-out-means = Do sự cố đường truyền. Phòng thi tiếp tục từ câu sau.
live-page-paused = Buổi thi tạm dừng
live-page-paused-means = Đồng hồ đã dừng ở tất cả các phòng thi, không ai bị mất thời gian. Buổi thi sẽ tiếp tục trong giây lát.
live-page-annulled = Câu { $position }/{ $of } đã được hủy
live-page-annulled-means = Câu này không tính điểm cho ai ở tất cả các phòng thi.
live-page-finished = Buổi thi đã kết thúc
live-page-finished-means = Cảm ơn bạn đã tham gia.
live-page-cancelled = Buổi thi đã được hủy
live-page-cancelled-means = Kết quả không được tính. Mong các bạn thông cảm.
live-page-right = Bạn trả lời đúng
live-page-wrong = Bạn trả lời chưa đúng
live-page-no-answer = Bạn không trả lời câu này
live-page-key = Đáp án đúng: { $letter }
live-page-people-count = { $count } người
live-page-option-count = { $count } người ({ $percent }%)
live-page-points-label = điểm
live-page-right-label = câu đúng
live-page-rank-label = thứ hạng
live-page-rank-range = { $from }–{ $to }
live-page-standing = Xếp hạng sau câu { $position }/{ $of }
live-page-standing-final = Kết quả chung cuộc
live-page-people = Cá nhân dẫn đầu
live-page-units = Xếp hạng đơn vị
live-page-points = { $points } điểm
live-page-participants = { $count } người dự thi
live-page-more-units = và { $count } đơn vị khác
live-page-nobody = Chưa có ai trả lời
live-page-next = Câu tiếp theo sau { $seconds } giây
live-page-next-end = Kết quả chung cuộc sau { $seconds } giây
live-page-winners = Chúc mừng các cá nhân và đơn vị dẫn đầu!
live-page-join = Mời quét mã để vào phòng thi
live-page-join-address = hoặc mở địa chỉ
live-page-not-found = Không tìm thấy phòng thi này. Mời bạn kiểm tra lại đường dẫn với Ban Tổ chức.
live-page-screen-not-found = Không tìm thấy màn hình này. Đề nghị đồng chí kiểm tra lại đường dẫn.
live-page-updating = Đang kết nối lại…
## live-page-*: end

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

## import-*: reading rosters and lists of people who must not take part

import-fault-not-a-percent = { $place }: { $found }, cần số nguyên từ 0 đến 100, ví dụ 80 hoặc 80% (nếu ô đang định dạng phần trăm, hãy đổi sang dạng chữ)

import-fault-not-a-name = { $place }: { $found }, cần họ và tên chỉ gồm chữ cái, từ 2 đến 80 ký tự
import-fault-year-only = { $place }: { $found } mới chỉ là năm, cần đủ ngày, tháng, năm sinh, ví dụ 08/11/1980
import-fault-short-year = { $place }: { $found }, cần năm sinh đủ bốn chữ số, ví dụ 08/11/1980
import-fault-too-young = { $place }: { $found } là người chưa đủ { $age } tuổi, cần kiểm tra lại ngày sinh
import-fault-too-old = { $place }: { $found } là người từ { $age } tuổi trở lên, cần kiểm tra lại ngày sinh
import-fault-bad-phone = { $place }: { $found } { $reason ->
        [too_short] thiếu chữ số
        [too_long] thừa chữ số
        [foreign] không phải số của Việt Nam
        [unknown_prefix] có đầu số không tồn tại
       *[not_a_number] không phải số điện thoại
    }, cần một số điện thoại như 0912 345 678 hoặc +84 912 345 678
import-fault-unmatchable = { $place }: không có cả ngày sinh lẫn số điện thoại, cần ít nhất một trong hai để nhận ra người này khi đăng ký dự thi
import-fault-duplicate-phone = { $place }: { $found } đã là số của người khác ở dòng { $first }, cần mỗi người một số riêng hoặc để trống
import-fault-listed-twice = { $place }: { $found } đã có ở dòng { $first }, cần mỗi người một dòng; nếu là hai người trùng tên và ngày sinh, hãy ghi số điện thoại của cả hai
import-fault-unknown-duty = { $place }: { $found }, cần một trong các nhiệm vụ: { $near }

import-fault-unknown-unit = { $place }: { $found }, cần mã hoặc tên một đơn vị có trong danh sách đơn vị
import-fault-unknown-unit-near = { $place }: { $found } không có trong danh sách đơn vị, có thể là: { $near }
import-fault-ambiguous-unit = { $place }: { $found } là tên của nhiều đơn vị, cần ghi mã hoặc thêm cột "Đơn vị cấp trên": { $near }
import-fault-unit-elsewhere = { $place }: { $found }, cần đúng đơn vị cấp trên; đơn vị cùng tên gồm: { $near }
import-fault-unit-contradicted = { $place }: { $found }, trong khi mã ở cùng dòng là của { $near }; cần mã và tên của cùng một đơn vị
import-fault-unknown-category = { $place }: { $found }, cần một nhóm chức vụ có trong quy định của cuộc thi, ví dụ: { $near }
import-fault-onestop-outside-staff = { $place }: { $found } ở dòng thuộc nhóm { $category }, cần để trống; bộ phận một cửa chỉ tính trong nhóm công chức, viên chức không giữ chức vụ lãnh đạo
import-fault-not-a-flag = { $place }: { $found }, cần "x" hoặc "có" nếu đúng, "không" hoặc ô trống nếu không
import-fault-in-two-units = { $place }: { $found }, trong khi dòng { $first } ghi người này ở { $unit }; cần mỗi người thuộc một đơn vị; nếu là hai người trùng tên và ngày sinh, hãy ghi số điện thoại của cả hai
import-fault-over-headcount = { $place }: { $unit } có { $count } người được cử trong nhóm { $category }, cần nhiều nhất { $headcount } là số người của nhóm này trong danh sách đơn vị

cli-import-roster-checked = Tệp hợp lệ; chưa ghi gì. Sẽ thêm { $added }, sửa { $changed }, giữ nguyên { $unchanged }, bỏ khỏi danh sách { $removed }.
cli-import-roster-stored = Đã thêm { $added }, sửa { $changed }, giữ nguyên { $unchanged }, bỏ khỏi danh sách { $removed }.
cli-import-roster-elsewhere = Lưu ý: { $name } của { $unit } cũng có trong danh sách đã nhập của { $other }; nếu là cùng một người thì chỉ để trong danh sách của một đơn vị
cli-import-roster-elsewhere-more = … và còn { $count } trường hợp khác có trong danh sách của hai đơn vị
cli-import-roster-matched = Đối chiếu với người đã đăng ký: { $confirmed } người khớp số điện thoại, { $suggested } người chờ đầu mối đơn vị xác nhận.
cli-import-exclusions-carried-out = Đã hủy bài thi và thông báo cho { $count } người đã đăng ký.
cli-import-units-needed = Chưa có đơn vị nào. Hãy nhập danh sách đơn vị trước: hoithi import units TỆP
cli-import-faults-hint = Để nhận bản sao của bảng có đánh dấu từng ô sai, hãy chạy lại lệnh này và thêm: --faults loi.xlsx
cli-import-faults-written = Các ô sai được đánh dấu trong { $file }.
cli-import-faults-none = Không có lỗi nên không ghi { $file }.
cli-import-not-writable = Không ghi được { $file }. Hãy đóng tệp nếu đang mở, hoặc chọn tên hay thư mục khác.
cli-import-template-written = Đã ghi mẫu danh sách vào { $file }.

## roster-*: telling who on a roster a registered person is

roster-ask = Kính gửi đồng chí,
    { $name }, sinh ngày { $birth }, vừa đăng ký dự thi{ $same ->
        [yes] { "" }
       *[no] { " " }và khai thuộc { $declared }
    }. { $alike ->
        [phone] Danh sách được cử của { $unit } có { $listed } cùng số điện thoại này, nhưng họ tên không khớp.
       *[name] Danh sách được cử của { $unit } có người trùng họ tên và ngày sinh này, nhưng số điện thoại không khớp hoặc chưa có.
    }
    Đồng chí vui lòng cho biết đây có đúng là người trong danh sách không?
choice-roster-yes = Đúng người này
choice-roster-no = Không phải
roster-confirmed = Đã ghi nhận: { $name } là người trong danh sách của đơn vị. Cảm ơn đồng chí.
roster-rejected = Đã ghi nhận: người vừa đăng ký không phải là { $name } trong danh sách của đơn vị. Cảm ơn đồng chí.
roster-settled = Việc này đã được giải quyết hoặc không còn cần xác nhận nữa. Cảm ơn đồng chí.
roster-not-yours = Chỉ đầu mối, lãnh đạo của đơn vị này hoặc đơn vị cấp trên mới xác nhận được.

## excluded-*, duty-*: people who must not take part

excluded = Cảm ơn bạn đã quan tâm. Để bảo đảm khách quan, { $duty } không dự thi nên bạn không thể đăng ký. Nếu có nhầm lẫn, bạn vui lòng báo Ban Tổ chức.
excluded-afterwards = Để bảo đảm khách quan, { $duty } không dự thi. Bạn có tên trong danh sách này { $played ->
        [yes] nên bài thi của bạn không được tính vào kết quả
       *[no] nên bạn không tham gia các vòng thi
    }. Cảm ơn bạn đã dành thời gian cho cuộc thi. Nếu có nhầm lẫn, bạn vui lòng báo Ban Tổ chức.
duty-organising-committee = thành viên Ban Tổ chức
duty-secretariat = thành viên Tổ Thư ký
duty-drafting-team = người soạn thảo, thẩm định bộ câu hỏi
duty-technical = cán bộ kỹ thuật của phần mềm

## marked-*, template-*: the workbooks of an import (bot/documents)

marked-sheet = Danh sách
marked-faults-sheet = Lỗi
marked-row = Dòng
marked-column = Cột
marked-found = Nội dung
marked-reason = Lỗi và cách sửa
marked-more = Còn { $count } lỗi khác chưa ghi ở đây.

template-units-sheet = Đơn vị
template-guide-sheet = Hướng dẫn
template-guide-column = Cột
template-guide-how = Cách ghi
template-guide-example = Ví dụ
template-full-name = Họ và tên
template-full-name-how = Họ và tên đầy đủ, có dấu.
template-full-name-example = Nguyễn Thị Hoa
template-birth-date = Ngày sinh
template-birth-date-how = Ngày/tháng/năm, đủ bốn chữ số của năm. Cần ngày sinh hoặc số điện thoại.
template-birth-date-example = 08/11/1980
template-phone = Số điện thoại
template-phone-how = Số người này sẽ dùng khi đăng ký dự thi; mỗi người một số riêng.
template-phone-example = 0912 345 678
template-unit = Đơn vị
template-unit-how = Chọn trong danh sách, hoặc ghi mã đơn vị.
template-unit-example = Sở Nội vụ
template-category = Nhóm chức vụ
template-category-how = Chọn trong danh sách.
template-category-example = công chức
template-onestop = Một cửa
template-onestop-how = Ghi x nếu làm việc tại bộ phận tiếp nhận và trả kết quả; lãnh đạo để trống.
template-onestop-example = x
template-nominated = Được cử
template-nominated-how = Cả cột để trống nghĩa là mọi người đều được cử. Nếu có người ghi “có” thì ai để trống là không được cử.
template-nominated-example = có
template-yes = có
template-no = không

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
cli-second-poller = Đã dừng: một tiến trình khác đang nhận tin của bot Telegram { $bot }. Mỗi bot chỉ chạy ở một nơi; hãy dừng tiến trình kia rồi khởi động lại.
cli-chat-demo = Đây là cuộc thi trình diễn (data/demo.db).
cli-chat-welcome = Hội Thi trong cửa sổ lệnh. Gõ “bắt đầu” để bắt đầu, “trợ giúp” để xem hướng dẫn; thoát: Ctrl+D.
demo-address = Trang trình diễn: { $address } · Dừng: Ctrl+C
demo-transcript = Đã nộp bài: { $finished } · câu trả lời: { $stored } · câu hết giờ: { $expired } · tin đã gửi: { $sent }
demo-leader-title = Lãnh đạo đơn vị
demo-organiser-title = Ban Tổ chức
demo-live-title = Hội thi trực tiếp tìm hiểu cải cách hành chính (trình diễn)
demo-live-hall = Hội trường
demo-live-screen = Màn hình lớn của hội trường: { $address }
demo-live-room = Vào phòng thi của hội trường: { $address }
demo-live-phones = Điện thoại của thí sinh, lãnh đạo đơn vị và Ban Tổ chức: { $address } · Dừng: Ctrl+C
demo-live-transcript = Câu { $position }/{ $of } · câu trả lời đã ghi nhận: { $stored } · tin đã gửi vào các nhóm: { $sent }
demo-live-ended = Buổi thi đã kết thúc; kết quả vẫn còn trên màn hình lớn. Chạy lại lệnh để xem buổi thi khác.
demo-stalled = Vòng thi không kết thúc được: { $found }

## cli-backup-*, cli-restore-*: saving everything, and getting it back

cli-backup-done = Đã sao lưu vào { $file } ({ $size } MB). Tệp này chứa dữ liệu cá nhân và khóa bí mật: hãy cất ở nơi an toàn, không gửi qua tin nhắn.
cli-backup-exists = Đã có tệp { $file } nên chưa sao lưu. Hãy chọn tên khác.
cli-backup-nothing = Chưa có cơ sở dữ liệu để sao lưu.
cli-backup-unsound = Cơ sở dữ liệu bị hỏng hoặc không phải của Hội Thi ({ $found }) nên không sao lưu được.
cli-backup-files = Không đọc hoặc không ghi được { $file } ({ $found }). Hãy kiểm tra tên tệp, quyền ghi và dung lượng đĩa.
cli-backup-tool-missing = Không tìm thấy chương trình { $tool }. Hãy cài gói postgresql-client cùng phiên bản với máy chủ PostgreSQL.
cli-backup-tool-failed = { $tool } báo lỗi: { $found }
cli-backup-broken = { $file } bị hỏng hoặc không phải bản sao lưu của Hội Thi ({ $found }); chưa thay đổi gì.
cli-backup-other-kind = Bản sao lưu là của { $found }, còn DATABASE_URL chỉ đến { $wanted }; chưa thay đổi gì.
cli-backup-newer = Bản sao lưu do một phiên bản mới hơn tạo ra (lược đồ { $revision }); chưa thay đổi gì. Hãy cài phiên bản đó rồi khôi phục.
cli-backup-other-secret = SESSION_SECRET khác với khóa trong bản sao lưu; chưa thay đổi gì. Hãy đặt lại SESSION_SECRET như khi sao lưu, hoặc để trống để dùng khóa trong bản sao lưu.
cli-backup-not-empty = Cơ sở dữ liệu đang có dữ liệu; chưa thay đổi gì. Để thay toàn bộ bằng bản sao lưu, hãy chạy lại lệnh này và thêm: --replace
cli-backup-other-revision = Cơ sở dữ liệu đang ở phiên bản lược đồ khác với bản sao lưu; chưa thay đổi gì. Hãy tạo một cơ sở dữ liệu trống, đổi DATABASE_URL rồi khôi phục vào đó.
cli-backup-in-use = Cơ sở dữ liệu đang được sử dụng; chưa thay đổi gì. Hãy dừng hoithi serve rồi chạy lại.
cli-restore-done = Đã khôi phục bản sao lưu lúc { $at }. Hãy kiểm tra bằng hoithi doctor rồi chạy lại hoithi serve.

## cli-report-*, cli-role-*, cli-quotas-*, cli-reminders-*, cli-link-*: commands of organisers

cli-yes = có
cli-no = không
cli-file-written = Đã ghi { $file }.
cli-no-contest = Chưa có cuộc thi. Hãy tạo vòng thi đầu tiên: hoithi round create --help
cli-unknown-unit =
    { $near ->
        [none] Không có đơn vị “{ $found }”. Hãy dùng mã trong danh sách đơn vị đã nhập.
       *[other] Không có đơn vị “{ $found }” hoặc có nhiều đơn vị cùng tên. Có thể là: { $near }
    }
cli-unknown-role =
    Không có vai trò “{ $found }”.{ $near ->
        [none] { "" }
       *[other] { " " }Có thể là: { $near }.
    } Các vai trò: { $roles }
cli-report-heading = { $round } – tham gia bắt buộc. Hạn dự thi: { $closes }.
cli-report-title = Tham gia bắt buộc – { $round }
cli-report-nothing = Không có đơn vị nào có chỉ tiêu bắt buộc.
cli-report-total = { $met }/{ $of } đơn vị đã đạt chỉ tiêu; còn thiếu ít nhất { $missing } người.
cli-report-code = Mã
cli-report-unit = Đơn vị
cli-report-parent = Đơn vị cấp trên
cli-report-level = Cấp
cli-report-category = Nhóm
cli-report-base = Tổng số
cli-report-need = Cần
cli-report-done = Đã thi
cli-report-missing = Thiếu
cli-report-met = Đạt
cli-role-needs-unit = Vai trò { $role } gắn với một đơn vị. Hãy thêm --unit MÃ.
cli-role-without-unit = Vai trò { $role } không gắn với đơn vị. Hãy bỏ --unit và --all-units.
cli-role-one-target = Chỉ dùng một trong hai: --unit hoặc --all-units.
cli-role-not-held = { $user } không giữ vai trò { $role } này. Xem danh sách: hoithi role list
cli-role-revoked = Đã thu hồi vai trò { $role } của { $user }.
cli-no-roles = Chưa ai được giao vai trò. Cấp mã mời: hoithi role invite --help
cli-roles-role = Vai trò
cli-roles-unit = Đơn vị
cli-roles-user = Người dùng
cli-invite-link = Hoặc mở liên kết (không gửi vào nhóm): { $link }
cli-invite-no-units = Chưa có đơn vị nào thuộc cấp có chỉ tiêu bắt buộc. Xem: hoithi quotas show
cli-invited-all = Đã cấp mã cho { $count } đơn vị. Mỗi mã chỉ gửi riêng cho đúng người nhận; gửi xong hãy xóa tệp.
cli-invite-title = Mã mời: { $role }
cli-invite-code = Mã mời
cli-invite-until = Dùng được đến
cli-invite-text = Nội dung chuyển tiếp
cli-invite-forward =
    Kính gửi đồng chí, Ban Tổ chức mời đồng chí nhận vai trò { $role } – { $unit }. Đồng chí vui lòng nhắn tin riêng cho bot của cuộc thi nội dung: mã mời { $code }{ $link ->
        [none] .
       *[other] , hoặc mở liên kết { $link } rồi bấm “Bắt đầu”.
    } Mã dùng một lần, đến { $until }; không chuyển cho người khác.
cli-no-telegram-link = Chưa lấy được tên bot Telegram { $bot } nên không có liên kết Telegram. Kiểm tra: hoithi doctor
cli-no-public-url = Chưa biết địa chỉ của trang thi. Hãy đặt PUBLIC_URL, ví dụ PUBLIC_URL=https://hoithi.example.vn, và để web trong MESSAGING_ADAPTERS.
cli-link-of-root = Thí sinh không đăng ký trực tiếp vào { $unit }. Hãy chọn một đơn vị trực thuộc.
cli-not-json = không phải JSON, sai ở dòng { $line }, cột { $column }
cli-not-utf8 = không phải chữ mã UTF-8
cli-not-readable = không đọc được tệp
cli-too-deep = các ngoặc lồng nhau quá sâu
cli-rules-checked = Tệp hợp lệ; chưa ghi gì. Quy tắc trong tệp:
cli-rules-stored = Đã lưu. Quy tắc đang áp dụng:
cli-quotas-level = Cấp
cli-quotas-units = Đơn vị
cli-quotas-category = Nhóm
cli-quotas-rule-heading = Phải tham gia
cli-quotas-rule =
    { $kind ->
        [count] ít nhất { $amount } người
       *[percent] ít nhất { $amount }%
    }{ $within ->
        [none] { "" }
       *[other] , tính cả trong nhóm: { $within }
    }
cli-quotas-none = khuyến khích
cli-quotas-free = Cấp chỉ khuyến khích tham gia (số đơn vị): { $levels }
cli-quotas-switches =
    Người không được dự thi { $base ->
        [yes] không tính vào tổng số
       *[no] vẫn tính vào tổng số
    }. { $scope ->
        [round] Mỗi vòng thi tính riêng.
       *[contest] Ai đã hoàn thành bài thi ở một vòng bất kỳ là được tính.
    }
cli-reminders-schedule =
    Nhắc lúc { $at }{ $days ->
        [none] { "" }
       *[other] , trước ngày cuối { $days } ngày
    }{ $last ->
        [yes] {" "}và trong ngày cuối
       *[no] { "" }
    }. Không nhắc từ { $begins } đến { $ends }.
cli-reminders-stage =
    { $days ->
        [0] • Ngày cuối: { $people }
       *[other] • Còn { $days } ngày: { $people }
    }
cli-reminders-round =
    { $slots ->
        [none] { $number }. { $round }: không còn đợt nhắc nào.
       *[other] { $number }. { $round }: { $slots }
    }
cli-addressee =
    { $who ->
        [liaison] đầu mối
        [leader] lãnh đạo
        [parent] đơn vị cấp trên
        [organisers] Ban Tổ chức
       *[groups] nhóm
    }
cli-outcome =
    { $outcome ->
        [reminded] đã nhắc
        [no_quota] không có chỉ tiêu
        [met] đã đạt
        [stopped] đơn vị đã dừng nhắc
        [snoozed] đơn vị tạm dừng nhắc
        [already_today] hôm nay đã nhắc
        [quiet_hours] ngoài giờ nhắc
       *[unreachable] không có ai để nhắc
    }
cli-reminders-none = Chưa có lượt nhắc nào được ghi.
cli-reminders-day = Ngày
cli-reminders-unit = Đơn vị
cli-reminders-outcome = Kết quả
cli-reminders-gaps = Còn thiếu
cli-reminders-told = Đã gửi
cli-not-a-day = “{ $found }” không phải là ngày. Ví dụ: 2023-11-14 hoặc 14/11/2023.

## doctor-*: what hoithi doctor finds, and what to do about it

doctor-settings = Thiết lập: đọc được.
doctor-database =
    { $error ->
        [none] { $state ->
            [ok] Cơ sở dữ liệu: kết nối được.
           *[failed] Cơ sở dữ liệu: chưa có.
        }
       *[other] Cơ sở dữ liệu: không mở được ({ $error }).
    }
doctor-database-advice =
    { $error ->
        [none] Chạy: hoithi db upgrade
       *[other] Kiểm tra DATABASE_URL, quyền đối với thư mục dữ liệu, hoặc máy chủ cơ sở dữ liệu có đang chạy không.
    }
doctor-schema =
    { $state ->
        [ok] Cấu trúc dữ liệu: đúng phiên bản.
       *[failed] Cấu trúc dữ liệu: chưa đúng phiên bản ({ $found }).
    }
doctor-schema-advice =
    { $kind ->
        [newer] Một phiên bản mới hơn đã nâng cấp cơ sở dữ liệu này. Hãy cài phiên bản đó; muốn quay lại, khôi phục bản sao lưu cũ vào một cơ sở dữ liệu trống.
       *[known] Sao lưu, rồi chạy: hoithi db upgrade
    }
doctor-writing =
    { $state ->
        [ok] Ghi dữ liệu: được.
       *[failed] Ghi dữ liệu: không được ({ $error }).
    }
doctor-writing-advice = Kiểm tra quyền ghi của tài khoản chạy phần mềm, và xem có chương trình khác đang khóa cơ sở dữ liệu không.
doctor-journal =
    { $state ->
        [ok] Nhật ký của SQLite: chế độ WAL.
       *[failed] Nhật ký của SQLite: chế độ { $mode }, không phải WAL.
    }
doctor-journal-advice = Đặt tệp cơ sở dữ liệu trên ổ đĩa của chính máy này, không đặt trên ổ mạng.
doctor-disk = Đĩa chứa dữ liệu: còn trống { $free } GB.
doctor-disk-advice = Giải phóng đĩa hoặc chuyển dữ liệu sang đĩa lớn hơn trước khi thi; nên còn trống ít nhất 2 GB.
doctor-secret =
    { $kind ->
        [set] Khóa bí mật: đặt trong SESSION_SECRET.
        [none] Khóa bí mật: sẽ được tạo ở lần chạy đầu tiên.
        [lost] Khóa bí mật: không còn tệp data/session.key, trong khi đã có cuộc thi.
        [short] Khóa bí mật: tệp data/session.key bị hỏng hoặc quá ngắn.
        [open] Khóa bí mật: người khác trên máy đọc được tệp data/session.key.
       *[file] Khóa bí mật: trong tệp data/session.key, chỉ chủ tệp đọc được.
    }
doctor-secret-advice =
    { $kind ->
        [open] Chạy: chmod 600 data/session.key
       *[other] Lấy lại tệp data/session.key từ bản sao lưu, hoặc đặt lại SESSION_SECRET như cũ. Với khóa khác, số điện thoại và mã đã lưu không nhận ra được nữa.
    }
doctor-address =
    { $kind ->
        [off] Địa chỉ trang thi: không dùng trang web.
        [none] Địa chỉ trang thi: chưa đặt, nên chưa tạo được liên kết và mã QR.
        [plain] Địa chỉ trang thi: http, không được mã hóa.
       *[https] Địa chỉ trang thi: https.
    }
doctor-address-advice =
    { $kind ->
        [off] Nếu cần trang web, thêm web vào MESSAGING_ADAPTERS.
       *[other] Đặt PUBLIC_URL là địa chỉ https của cuộc thi, ví dụ https://hoithi.example.vn
    }
doctor-telegram =
    { $why ->
        [token] Telegram { $bot }: mã bot (token) không được chấp nhận.
        [silent] Telegram { $bot }: không trả lời.
       *[none] Telegram { $bot }: hoạt động, tên @{ $name }.
    }
doctor-telegram-advice =
    { $why ->
        [token] Kiểm tra TELEGRAM_TOKENS; lấy lại mã từ BotFather.
       *[silent] Kiểm tra đường truyền đến TELEGRAM_API_URL; nhà mạng có thể đang chặn Telegram. Trang web và Zalo vẫn dùng được.
    }
doctor-telegram-inlet =
    { $kind ->
        [webhook] Telegram { $bot }: webhook đã đặt đúng.
        [polling] Telegram { $bot }: nhận tin bằng cách hỏi định kỳ.
        [failing] Telegram { $bot }: trong giờ qua có tin không chuyển đến được máy chủ này.
        [not-set] Telegram { $bot }: webhook chưa đặt theo thiết lập.
       *[foreign] Telegram { $bot }: đang có một webhook ngoài thiết lập.
    }
doctor-telegram-inlet-advice =
    { $kind ->
        [failing] Kiểm tra hoithi serve có đang chạy, chứng chỉ HTTPS và máy chủ chuyển tiếp của TELEGRAM_WEBHOOK_URL.
       *[other] hoithi serve sẽ đặt lại khi khởi động. Nếu vẫn còn, có hệ thống khác đang dùng bot này.
    }
doctor-zalo =
    { $why ->
        [token] Zalo { $bot }: mã bot (token) không được chấp nhận.
        [silent] Zalo { $bot }: không trả lời.
       *[none] Zalo { $bot }: hoạt động, tên { $name }.
    }
doctor-zalo-advice =
    { $why ->
        [token] Kiểm tra ZALO_TOKENS; lấy lại mã từ Zalo Bot Creator.
       *[silent] Kiểm tra đường truyền đến ZALO_API_URL.
    }
doctor-zalo-groups =
    { $state ->
        [ok] Zalo { $bot }: được phép vào nhóm.
       *[warning] Zalo { $bot }: chưa được phép vào nhóm.
    }
doctor-zalo-groups-advice = Bật tính năng nhóm cho bot trong Zalo Bot Creator; tính năng này đang thử nghiệm. Chưa có nhóm thì vẫn thi được trong tin nhắn riêng.
doctor-zalo-name =
    { $state ->
        [ok] Zalo { $bot }: biết tên được nhắc trong nhóm.
       *[warning] Zalo { $bot }: chưa biết tên được nhắc trong nhóm.
    }
doctor-zalo-name-advice = Ghi tên hiển thị của bot vào ZALO_DISPLAY_NAMES.
doctor-zalo-inlet =
    { $kind ->
        [webhook] Zalo { $bot }: webhook đã đặt đúng.
        [polling] Zalo { $bot }: nhận tin bằng cách hỏi định kỳ.
        [not-set] Zalo { $bot }: webhook chưa đặt theo thiết lập.
       *[foreign] Zalo { $bot }: đang có một webhook ngoài thiết lập.
    }
doctor-zalo-inlet-advice = hoithi serve sẽ đặt lại khi khởi động. Nếu vẫn còn, có hệ thống khác đang dùng bot này.
doctor-clock =
    { $state ->
        [ok] Đồng hồ của máy: đúng, lệch không quá { $seconds } giây.
        [skipped] Đồng hồ của máy: không có máy chủ nào để đối chiếu.
       *[failed] Đồng hồ của máy: lệch { $seconds } giây.
    }
doctor-clock-advice =
    { $state ->
        [skipped] Tự kiểm tra bằng lệnh timedatectl: cần có “System clock synchronized: yes”.
       *[failed] Bật đồng bộ giờ (NTP): timedatectl set-ntp true
    }
doctor-contest =
    { $state ->
        [ok] Cuộc thi: { $name }.
       *[failed] Cuộc thi: chưa có.
    }
doctor-contest-advice = Tạo cuộc thi cùng vòng thi đầu tiên: hoithi round create --help
doctor-round =
    { $state ->
        [ok] Vòng thi đang mở hoặc sắp mở: { $count }.
        [warning] Vòng thi: tất cả đã kết thúc.
       *[failed] Vòng thi: chưa có.
    }
doctor-round-advice = Tạo vòng thi: hoithi round create --help
doctor-bank =
    { $state ->
        [ok] Câu hỏi cho { $round }: đủ.
       *[failed] Câu hỏi cho { $round }: thiếu ở chủ đề { $topics } (có/cần), thí sinh không vào thi được.
    }
doctor-bank-advice = Nhập thêm câu hỏi: hoithi import questions TỆP
doctor-roster =
    { $state ->
        [ok] Danh sách cử dự thi: cả { $of } đơn vị có chỉ tiêu đã có.
        [skipped] Danh sách cử dự thi: không có đơn vị nào có chỉ tiêu bắt buộc.
       *[warning] Danh sách cử dự thi: { $count }/{ $of } đơn vị có chỉ tiêu chưa có ({ $units }).
    }
doctor-roster-advice =
    { $state ->
        [skipped] Nếu có chỉ tiêu, nhập số người trong danh sách đơn vị và xem: hoithi quotas show
       *[warning] Nhập danh sách, nếu không thì người của các đơn vị này không được tính: hoithi import roster TỆP
    }
doctor-officials =
    { $state ->
        [ok] Người nhận tin nhắc: cả { $of } đơn vị có chỉ tiêu đã có.
        [skipped] Người nhận tin nhắc: không có đơn vị nào có chỉ tiêu bắt buộc.
       *[warning] Người nhận tin nhắc: { $count }/{ $of } đơn vị có chỉ tiêu chưa có đầu mối, lãnh đạo nào ({ $units }).
    }
doctor-officials-advice =
    { $state ->
        [skipped] Nếu có chỉ tiêu, nhập số người trong danh sách đơn vị và xem: hoithi quotas show
       *[warning] Cấp mã mời cho đầu mối các đơn vị: hoithi role invite unit_liaison --all-units ma-moi.xlsx
    }
doctor-summary = Đạt { $ok }, lưu ý { $warning }, lỗi { $failed }, không kiểm tra { $skipped }.

## code-*, role-*, invite-*: one-time codes and the roles that they give

command-code = Nhập mã
command-link = Liên kết
command-group-code = Mã nhóm
command-invite = Mời tham gia
help-code = “mã mời” kèm mã đã nhận, ví dụ “mã mời 7F3K-9QXY”: nhận vai trò hoặc liên kết tài khoản
help-link = “liên kết”: nhận mã để dùng thêm một nền tảng khác (Zalo, Telegram, trang web)
help-group-code = “mã nhóm”: nhận mã gắn nhóm trò chuyện với đơn vị (dành cho lãnh đạo, đầu mối)
help-invite = “mời tham gia”: cấp mã mời cho đầu mối, lãnh đạo, thư ký… (dành cho Ban Tổ chức)
code-how = Bạn vui lòng nhắn “mã mời” kèm mã đã nhận, ví dụ: mã mời 7F3K-9QXY
code-wrong = Mã này không đúng, đã được dùng hoặc đã hết hạn. Bạn vui lòng kiểm tra lại hoặc xin mã mới từ người gửi.
code-wait = Bạn đã nhập sai mã nhiều lần. Vì lý do an toàn, vui lòng thử lại sau một giờ.
code-for-group = Mã này dùng để gắn nhóm với đơn vị. Đồng chí vui lòng nhắc tên bot trong nhóm và nhắn: LIENKET kèm mã.
code-shown-in-group = Mã này chỉ dùng trong tin nhắn riêng với bot. Vì mã đã hiện trong nhóm nên không còn hiệu lực; đồng chí vui lòng xin mã mới.
role-unit-liaison = Đầu mối đơn vị
role-unit-leader = Lãnh đạo đơn vị
role-secretary = Thành viên Tổ Thư ký
role-organiser = Thành viên Ban Tổ chức
role-author = Thành viên Tổ soạn thảo câu hỏi
role-reviewer = Thành viên tổ thẩm định câu hỏi
role-technician = Cán bộ kỹ thuật
role-given =
    { $unit ->
        [none] Đồng chí đã được ghi nhận với vai trò: { $role }.
       *[other] Đồng chí đã được ghi nhận với vai trò: { $role }, { $unit }.
    }
role-bars =
    Theo kế hoạch, người giữ vai trò này không dự thi.{ $attempts ->
        [0] {""}
       *[other] {" "}Bài thi đồng chí đã làm sẽ không được tính.
    }
invite-role = Đồng chí muốn mời vai trò nào?
invite-unit = Đồng chí vui lòng nhắn tên hoặc mã đơn vị.
invite-unit-unknown = Chưa tìm thấy đơn vị này. Đồng chí vui lòng nhắn lại tên hoặc mã đơn vị.
invite-code =
    Mã mời { $unit ->
        [none] { $role }
       *[other] { $role } – { $unit }
    }: { $code }
    Dùng một lần, đến { $until }.

    Mời đồng chí chuyển tiếp đến đúng người nhận: “Đồng chí vui lòng nhắn tin riêng cho bot của cuộc thi nội dung: mã mời { $code }”. Không gửi mã này vào nhóm.

## link-*: one person on several platforms

link-how = Nếu đã đăng ký trên một nền tảng khác, bạn nhắn “liên kết” ở đó để nhận mã, rồi nhắn mã đó vào đây. Nếu chưa đăng ký, mời bạn đăng ký tại đây.
link-code =
    Mã liên kết của bạn: { $code }
    Mã có hiệu lực { $minutes } phút, dùng một lần. Bạn mở bot của cuộc thi trên nền tảng khác và nhắn mã này. Không đưa mã cho người khác: ai có mã sẽ dùng được tài khoản dự thi của bạn.
link-registered = Tài khoản này đã đăng ký dự thi nên không thể liên kết thêm. Nếu bạn lỡ đăng ký hai lần, vui lòng liên hệ Ban Tổ chức.
link-done = Đã liên kết. Bạn dùng chung một hồ sơ dự thi trên các nền tảng; mỗi vòng thi chỉ tính một bài.

## budget-*: messages that a platform grants in a month

command-budget = Ngân sách
help-budget = “ngân sách”: số tin nhắn bot đã dùng và còn lại trong tháng (dành cho Ban Tổ chức)
budget-heading = Kính gửi đồng chí, ngân sách tin nhắn của các bot:
budget-none = Các nền tảng đang dùng không giới hạn số tin nhắn trong tháng.
budget-bot = { $bot } – tháng { $month }
budget-messages =
    • Đã gửi { $sent }/{ $granted } tin{ $waiting ->
        [0] { "" }
       *[other] { "" }, đang chờ gửi { $waiting } tin
    }; còn { $left } tin.
budget-plan = • Người dùng: { $users }/{ $most_users }; nhóm: { $groups }/{ $most_groups }.
budget-forecast =
    • Dự kiến { $round }: { $people } người chưa thi × { $each } tin{ $running ->
        [0] { "" }
       *[other] { "" }, { $running } bài đang làm
    } và thông báo: cần thêm { $needed } tin.
budget-lasts = • Đủ để mọi người thi đến hết bài.
budget-short = • Không đủ: còn thiếu { $missing } tin.
budget-warning =
    Kính gửi đồng chí,
    { $bot } có thể không đủ tin nhắn cho { $round }: cần thêm { $needed } tin, tháng này còn { $left } tin.
    Bot dành tin cho các bài đang làm trước lượt thi mới. Khi không còn đủ cho trọn một bài, bot không nhận lượt thi mới.
budget-advice = Đề nghị đồng chí nâng gói của bot hoặc mở thêm trang web, Telegram cho cuộc thi.
budget-advice-page = Đề nghị đồng chí nâng gói của bot hoặc mời mọi người thi trên trang web, không hạn chế số tin: { $address }
budget-group = Số tin nhắn của bot trong tháng có hạn. Mời các bạn dự thi { $round } trên trang web: { $address }
budget-refused =
    Số tin nhắn của bot trong tháng không còn đủ cho trọn một bài thi nên bạn chưa thể bắt đầu tại đây. Lượt thi của bạn vẫn còn nguyên.
    Mong bạn quay lại từ ngày { $date } hoặc liên hệ Ban Tổ chức.
budget-refused-page =
    Số tin nhắn của bot trong tháng không còn đủ cho trọn một bài thi nên bạn chưa thể bắt đầu tại đây. Lượt thi của bạn vẫn còn nguyên.
    Mời bạn thi trên trang web: { $address }
    Bạn nhắn “liên kết” tại đây để nhận mã, rồi nhập mã đó trên trang web để không phải đăng ký lại.
budget-spent =
    Kính gửi đồng chí,
    { $bot } đã hết số tin nhắn của tháng { $month } (đã gửi { $sent }/{ $granted } tin).{ $waiting ->
        [0] { "" }
       *[other] { " " }{ $waiting } tin đang chờ không bị mất và sẽ được gửi khi có hạn mức mới.
    }
    Đề nghị đồng chí nâng gói của bot, hoặc mời mọi người thi trên nền tảng khác.
budget-held =
    Kính gửi đồng chí,
    Nền tảng đang hoãn { $held } tin của { $bot } dù tháng { $month } mới gửi { $sent }/{ $granted } tin; các tin này không bị mất.
    Có thể số tin của gói đã hết vì tính cả tin gửi đến, hoặc số người nhắn cho bot đã vượt { $users } người của gói.
    Đề nghị đồng chí kiểm tra gói của bot; nếu đã hết, nâng gói hoặc mời mọi người thi trên nền tảng khác.

## group-*: groups of units

group-code =
    Mã gắn nhóm của { $unit }: { $code }
    Trong nhóm của đơn vị, đồng chí nhắc tên bot và nhắn: LIENKET { $code }
    Mã dùng một lần, đến { $until }.
group-how = Để gắn nhóm với đơn vị, đầu mối đơn vị nhắn tin riêng cho bot “mã nhóm” để nhận mã, rồi nhắc tên bot trong nhóm và nhắn: LIENKET kèm mã.
group-bound = Nhóm này đã được gắn với { $unit }. Từ nay bot gửi thông báo của cuộc thi và tình hình tham gia (không nêu tên cá nhân) vào nhóm.
group-unbound = Nhóm này chưa gắn với đơn vị nào. Đầu mối đơn vị nhắn tin riêng cho bot “mã nhóm” để nhận mã, rồi nhắc tên bot trong nhóm và nhắn: LIENKET kèm mã.
group-help = Đây là nhóm của { $unit }. Mời các bạn nhắn tin riêng cho bot để đăng ký và dự thi (câu trả lời trong nhóm chỉ được tính khi nhóm đang thi trực tiếp); trong nhóm, nhắc tên bot và nhắn “tình hình” để xem kết quả tham gia của đơn vị.
group-round-opened =
    { $round } đã mở{ $rehearsal ->
        [yes] { " " }(chạy thử, không tính kết quả)
       *[no] { "" }
    }! Mời các bạn nhắn tin riêng cho bot “vào thi” trước { $closes }.
group-round-closed = { $round } đã kết thúc. Cảm ơn các bạn đã tham gia! Ai đã thi, mời nhắn tin riêng cho bot “điểm của tôi” để xem kết quả của mình.

## zalo limits

reply-limit = Bạn đã nhắn khá nhiều nên bot tạm ngừng trả lời đến { $until } để dành tin nhắn cho mọi người. Câu hỏi của bài thi vẫn được gửi bình thường. Cảm ơn bạn đã thông cảm.
reply-limit-group = Nhóm đã nhắc bot khá nhiều nên bot tạm ngừng trả lời trong nhóm đến { $until }. Mời các bạn nhắn tin riêng cho bot để dự thi.
reply-saving = Số tin nhắn của bot trong tháng không còn nhiều và được dành cho các bài thi, nên bot tạm thời chỉ trả lời người dự thi.{ $address ->
        [none] { " " }Ai đã đăng ký, mời nhắn “vào thi”.
       *[other] { " " }Ai đã đăng ký, mời nhắn “vào thi”; những việc khác, mời mở trang web: { $address }
    }
reply-saving-group = Số tin nhắn của bot trong tháng không còn nhiều và được dành cho các bài thi, nên bot tạm thời không trả lời trong nhóm.{ $address ->
        [none] { " " }Ai đã đăng ký, mời nhắn riêng cho bot “vào thi”.
       *[other] { " " }Ai đã đăng ký, mời nhắn riêng cho bot “vào thi”; những việc khác, mời mở trang web: { $address }
    }
budget-saving = Trong khi vòng thi mở mà số tin không đủ, bot chỉ trả lời người đang thi hoặc nhắn “vào thi”; với người khác, mỗi ngày một câu ngắn.
budget-rounds = • Cả vòng thi cho { $people } người: thi riêng { $private } tin; thi trực tiếp trong một nhóm, kể cả tin trả lời: { $group } tin.
command-unbind = Hủy liên kết
help-unbind = “hủy liên kết”: tách một nhóm khỏi đơn vị, bot không gửi gì vào nhóm đó nữa
unbind-none = Không có nhóm nào mà đồng chí được hủy liên kết.
unbind-many = Có { $count } nhóm, quá nhiều để chọn tại đây. Trong nhóm cần tách, đồng chí nhắc tên bot và nhắn “hủy liên kết”.
unbind-which = Đồng chí muốn hủy liên kết nhóm nào?
unbind-group = { $unit } – nhóm { $platform }, gắn ngày { $date }
unbind-confirm =
    Đồng chí có chắc muốn hủy liên kết không?
    { $group }
    Sau khi hủy, bot không gửi thông báo, nhắc việc nào vào nhóm này nữa. Có thể gắn lại bằng mã nhóm mới.
choice-unbind-yes = Hủy liên kết nhóm này
choice-unbind-no = Giữ nguyên
unbind-kept = Các nhóm được giữ nguyên.
unbind-done = Đã hủy liên kết nhóm với { $unit }. Bot không gửi gì vào nhóm này nữa. Muốn gắn lại, đầu mối đơn vị nhắn riêng cho bot “mã nhóm”.
unbind-group-confirm = Đồng chí có chắc muốn tách nhóm này khỏi { $unit } không? Nếu chắc, đồng chí nhắc tên bot và nhắn: XÁC NHẬN HỦY LIÊN KẾT
unbind-not-allowed = Chỉ đầu mối, lãnh đạo đơn vị và Ban Tổ chức hủy liên kết được nhóm. Nếu đồng chí có vai trò đó, đồng chí nhắn riêng cho bot “hủy liên kết”.
doctor-poller =
    { $kind ->
        [none] { $platform } { $bot }: chưa có máy chủ nào đang nhận tin.
        [alone] { $platform } { $bot }: máy chủ { $owner } đang nhận tin.
        [standby] { $platform } { $bot }: máy chủ { $owner } đang nhận tin, máy chủ { $standby } chờ thay.
       *[lapsed] { $platform } { $bot }: máy chủ { $owner } đã ngừng nhận tin.
    }
doctor-poller-advice =
    { $kind ->
        [lapsed] Máy chủ khác sẽ thay trong nửa phút; nếu không còn máy chủ nào chạy, hãy chạy: hoithi serve
       *[none] Chạy: hoithi serve
    }
cli-groups-none = Chưa có nhóm nào được gắn với đơn vị.
cli-groups-unit = Đơn vị
cli-groups-key = Nhóm
cli-groups-bound = Gắn lúc
cli-groups-unknown = Không có nhóm nào có khóa { $found }. Xem: hoithi groups list
cli-groups-unbound = Đã hủy liên kết nhóm { $group } với { $unit }.

## announcements (round life)

announcement-title = Thông báo của Ban Tổ chức
round-closing-soon = { $round } sắp kết thúc. Bạn chưa hoàn thành bài thi; mời bạn vào thi trước { $closes }.
round-results = Đã công bố kết quả { $round }. Cảm ơn bạn đã tham gia! Mời bạn xem điểm và thứ hạng của mình.
group-round-closing-soon = { $round } sắp kết thúc. Ai chưa thi, mời nhắn tin riêng cho bot “vào thi” trước { $closes }.
group-round-results = Đã công bố kết quả { $round }. Mời các bạn nhắn tin riêng cho bot “xếp hạng” để xem bảng xếp hạng.

## category-*, shortfall-*: compulsory participation

category-leaders = Lãnh đạo đơn vị
category-division-heads = Lãnh đạo cấp phòng
category-staff = Công chức không giữ chức vụ lãnh đạo
category-onestop = Công chức, viên chức một cửa
shortfall-heading =
    { $unit } – tham gia { $round }
    Hạn dự thi: { $closes }
shortfall-met = ✓ { $category }: { $done }/{ $base }, đạt yêu cầu (cần { $need })
shortfall-gap = • { $category }: { $done }/{ $base }, cần { $need }, còn thiếu { $missing }
shortfall-total = Còn thiếu ít nhất { $missing } người.
shortfall-all-met = Đơn vị đã đạt chỉ tiêu tham gia bắt buộc.
shortfall-no-quota = Đơn vị thuộc diện khuyến khích, không có chỉ tiêu bắt buộc.

## reminder-*: automatic reminders of what is missing

reminder-salutation = Kính gửi đồng chí,
reminder-time-left =
    { $days ->
        [0] Hôm nay là ngày cuối của vòng thi.
       *[other] Vòng thi còn { $days } ngày.
    }
reminder-not-done = Những người được cử chưa dự thi:
reminder-person = • { $name } ({ $category })
reminder-more-people = … và { $count } người khác.
reminder-more-units = … và { $count } đơn vị khác.
reminder-ask = Đề nghị đồng chí quan tâm đôn đốc. Trân trọng cảm ơn!
reminder-group-ask = Đề nghị các đồng chí được cử mà chưa dự thi nhắn tin riêng cho bot để vào thi. Trân trọng cảm ơn!
reminder-units = { $count } đơn vị do đồng chí phụ trách còn thiếu người tham gia { $round }. Hạn dự thi: { $closes }.
reminder-unit-gaps = • { $unit } – thiếu: { $gaps }
reminder-gap = { $category } { $missing }
reminder-below =
    { $why ->
        [unattended] { $count }/{ $of } đơn vị trực thuộc còn thiếu người tham gia { $round } và chưa có đầu mối, lãnh đạo nào nhận tin nhắc.
       *[stage] { $count }/{ $of } đơn vị trực thuộc còn thiếu người tham gia { $round }.
    } Hạn dự thi: { $closes }.
reminder-lagging =
    • { $unit }: thiếu ít nhất { $missing } người{ $contact ->
        [none] { " " }(chưa có đầu mối)
       *[some] { "" }
    }
reminder-totals = { $round }: { $count }/{ $of } đơn vị chưa đạt chỉ tiêu tham gia bắt buộc, thiếu ít nhất { $missing } người. Hạn dự thi: { $closes }.
reminder-worst = Các đơn vị thiếu nhiều nhất:
reminder-unattended = { $count } đơn vị còn thiếu và không có ai ở đơn vị hoặc cấp trên trực tiếp nhận tin nhắc:

## digest-*: the weekly digest

digest-heading =
    ĐIỂM TIN CUỘC THI, ngày { $day }
    { $contest }
    { $round }
digest-units = • Chỉ tiêu tham gia bắt buộc: { $met }/{ $of } đơn vị đã đạt, { $unmet } đơn vị chưa đạt
digest-people = • Đã hoàn thành bài thi: { $finished }/{ $headcount } người của các đơn vị có số liệu biên chế ({ $rate })
digest-others = • Ngoài ra có { $finished } người khác đã hoàn thành bài thi
digest-first = Đây là bản tin đầu tiên của vòng thi nên chưa có số liệu để so sánh.
digest-since = So với ngày { $day } ({ $met }/{ $of } đơn vị đạt, { $finished }/{ $headcount } người hoàn thành): số đơn vị đạt { $units }; số người hoàn thành { $people }.
digest-up =
    tăng { $change }{ $percent ->
        [none] { "" }
       *[other] { " " }({ $percent }%)
    }
digest-down =
    giảm { $change }{ $percent ->
        [none] { "" }
       *[other] { " " }({ $percent }%)
    }
digest-same = không thay đổi
digest-rising = Số đơn vị đạt tăng liên tục qua cả { $count } bản tin.

## missing-*, nudge-*, forward-*, download-*, pause-*: what leaders and liaisons can do

command-missing = Ai chưa thi
command-nudge = Nhắc ngay
command-forward = Nội dung chuyển tiếp
command-download = Tải về
command-download-list = Tải danh sách
command-snooze = Tạm dừng nhắc
command-stop = Dừng nhắc
command-unpause = Nhắc lại
help-missing = “ai chưa thi”: những người được cử chưa hoàn thành bài thi
help-nudge = “nhắc ngay”: bot nhắc riêng những người đó, mỗi người một lần trong ngày
help-forward = “nội dung chuyển tiếp”: lời nhắc không nêu tên, để gửi vào nhóm của đơn vị
help-download = “tải về”: bảng số liệu của đơn vị và các đơn vị trực thuộc
help-download-list = “tải danh sách”: danh sách người được cử chưa hoàn thành bài thi
help-snooze = “tạm dừng nhắc”: không nhận tin nhắc tự động trong ba ngày
help-stop = “dừng nhắc”: không nhận tin nhắc tự động nữa
help-unpause = “nhắc lại”: nhận lại tin nhắc tự động
missing-heading =
    Kính gửi đồng chí,
    Người được cử của { $unit } chưa hoàn thành bài thi: { $count } người.
missing-category = { $category }:
missing-person = • { $name }
missing-unmatched = • { $name } – { $match }
match-none = chưa đăng ký
match-suggested = chờ xác nhận
match-confirmed = đã đăng ký
missing-more = … và { $count } người khác. Nhắn “tải danh sách” để nhận danh sách đầy đủ.
missing-private = Danh sách dành riêng cho đồng chí, xin không chuyển vào nhóm.
missing-nobody = Tất cả người được cử của { $unit } đã hoàn thành bài thi. Cảm ơn đồng chí.
missing-no-roster = Chưa có danh sách người được cử của { $unit }. Đề nghị đồng chí gửi danh sách cho Ban Tổ chức.
nudge-closed = { $round } hiện không mở nên không cần nhắc dự thi.
nudge-quiet = Bot không nhắn tin cho mọi người trong khoảng { $begin } – { $end }. Đồng chí vui lòng nhắc sau thời gian này.
nudge-sent = Đã gửi lời nhắc riêng đến { $count } người.
nudge-already = { $count } người đã được nhắc hôm nay nên bot không nhắc thêm.
nudge-unreachable = { $count } người chưa đăng ký hoặc chưa được xác nhận nên bot chưa nhắn được; đồng chí vui lòng báo trực tiếp.
nudge-person =
    Chào { $name }! Bạn được đơn vị cử dự thi và chưa hoàn thành bài thi { $round }.
    Hạn dự thi: { $closes }. Mời bạn vào thi.
forward-intro = Đồng chí có thể chuyển tiếp nội dung dưới đây vào nhóm của đơn vị:
forward-ask = Đề nghị các đồng chí được cử mà chưa dự thi sớm hoàn thành bài thi.
forward-met = Mời các đồng chí chưa dự thi tiếp tục tham gia.
forward-how =
    { $address ->
        [none] Cách tham gia: nhắn tin riêng cho bot của cuộc thi nội dung “đăng ký”, sau đó “vào thi”.
       *[other] Cách tham gia: mở trang { $address } hoặc nhắn tin riêng cho bot của cuộc thi nội dung “đăng ký”, sau đó “vào thi”.
    }
download-figures = Số liệu tham gia { $round } của { $unit }, tính đến { $at }
download-figures-sheet = Tham gia
download-people = Người được cử của { $unit } chưa hoàn thành bài thi: { $count } người, tính đến { $at }
download-people-sheet = Chưa dự thi
column-code = Mã
column-unit = Đơn vị
column-level = Cấp
column-category = Nhóm chức vụ
column-base = Tổng số
column-need = Cần
column-done = Đã thi
column-missing = Còn thiếu
column-met = Đạt
column-name = Họ và tên
column-registered = Đăng ký
pause-snoozed = Đã tạm dừng tin nhắc tự động về { $units } đến hết ngày { $until }. Trong thời gian này bot không nhắc đồng chí và nhóm của đơn vị; đơn vị cấp trên và Ban Tổ chức vẫn thấy số liệu. Nhắn “nhắc lại” để nhận lại sớm hơn.
pause-stopped = Đã dừng tin nhắc tự động về { $units }. Bot không nhắc đồng chí và nhóm của đơn vị nữa; đơn vị cấp trên và Ban Tổ chức vẫn thấy số liệu. Nhắn “nhắc lại” để nhận lại.
pause-resumed = Đã mở lại tin nhắc tự động về { $units }.
pause-none = Tin nhắc tự động về đơn vị của đồng chí đang được gửi bình thường.

## announcements (organisers)

command-announce = Thông báo
command-announcements = Các thông báo
help-announce = “thông báo”: soạn và gửi thông báo đến thí sinh hoặc các nhóm (dành cho Ban Tổ chức)
help-announcements = “các thông báo”: tiến độ và kết quả gửi các thông báo (dành cho Ban Tổ chức)
announce-web = Trang web
announce-people = { $count } người
announce-groups = { $count } nhóm
announce-duration-short = chưa đến 1 phút
announce-duration =
    { $hours ->
        [0] khoảng { $minutes } phút
       *[other] khoảng { $hours } giờ{ $minutes ->
            [0] { "" }
           *[other] { "" } { $minutes } phút
        }
    }
announce-write =
    Kính gửi đồng chí,
    Mời đồng chí nhắn nội dung thông báo, tối đa { $limit } ký tự. Có thể xuống dòng; tiêu đề do hệ thống tự ghi.
    Thông báo chỉ được gửi sau khi đồng chí xem trước và xác nhận. Muốn gửi kèm hình, đề nghị dùng lệnh trên máy chủ.
announce-write-again = Mời đồng chí nhắn nội dung mới, tối đa { $limit } ký tự.
announce-too-long = Nội dung dài { $length } ký tự, vượt quá giới hạn { $limit } ký tự là { $over } ký tự. Đề nghị đồng chí rút gọn và nhắn lại.
announce-text-taken = Đã nhận nội dung, còn lại { $left } ký tự.
announce-whom = Thông báo này gửi đến ai?
announce-kind-everybody = Tất cả người đã đăng ký
announce-kind-level = Người của một cấp đơn vị
announce-kind-subtree = Người của một đơn vị và đơn vị trực thuộc
announce-kind-groups = Tất cả các nhóm
announce-kind-groups-below = Nhóm của một đơn vị và đơn vị trực thuộc
announce-kind-not-played = Người chưa vào thi một vòng
announce-kind-playing = Người đã vào thi một vòng
announce-kind-not-finished = Người chưa thi xong một vòng
announce-level = Đồng chí chọn cấp đơn vị:
announce-unit = Đồng chí vui lòng nhắn tên hoặc mã đơn vị.
announce-unit-hits = Đồng chí chọn một đơn vị dưới đây, hoặc nhắn tên khác.
announce-round = Đồng chí chọn vòng thi:
announce-no-rounds = Chưa có vòng thi nào. Đồng chí vui lòng chọn đối tượng khác.
announce-to-everybody = tất cả người đã đăng ký
announce-to-level = người đăng ký ở { $level }
announce-to-subtree = người đăng ký ở { $unit } và các đơn vị trực thuộc
announce-to-groups = tất cả các nhóm đã gắn với đơn vị
announce-to-groups-below = nhóm của { $unit } và các đơn vị trực thuộc
announce-to-not-played = người chưa vào thi { $round }
announce-to-playing = người đã vào thi { $round }
announce-to-not-finished = người chưa thi xong { $round }
announce-time =
    Đồng chí muốn gửi lúc nào? Giờ Việt Nam, ví dụ: lúc 07:30 ngày { $day }
announce-time-unreadable = Chưa đọc được thời điểm này. Đề nghị ghi giờ và ngày bằng số.
announce-time-no-such-day = Không có ngày này trong lịch.
announce-time-no-such-time = Không có giờ này; giờ từ 0 đến 23, phút từ 00 đến 59.
announce-time-past = Thời điểm này đã qua.
announce-time-too-far = Thời điểm này còn hơn một năm nữa; có thể năm ghi chưa đúng.
announce-preview-heading =
    XEM TRƯỚC THÔNG BÁO SỐ { $number }
    Người nhận sẽ thấy đúng như tin ở trên.
announce-audience = • Người nhận: { $audience } – { $count }
announce-audience-of = Người nhận: { $audience }
announce-bot =
    { "  " }– { $bot }: { $count }{ $unreachable ->
        [0] { "" }
       *[other] { "" } (trong đó { $unreachable } chưa liên hệ được, sẽ nhận khi nhắn lại cho bot)
    }
announce-cost = • Hạn mức của { $bot }: cần { $count } tin; tháng này còn { $left } tin, vòng thi cần { $needed } tin.
announce-cost-short = ⚠ Không đủ: còn thiếu { $missing } tin. Nếu vẫn gửi, bot có thể không còn tin cho người dự thi.
announce-cost-none = • Hạn mức tin nhắn: không giới hạn trên các nền tảng này.
announce-takes = • Thời gian gửi dự kiến: { $duration }
announce-begins =
    • Bắt đầu gửi: { $at ->
        [now] ngay khi xác nhận
       *[other] { $at }
    }
announce-begins-by-day = { $begins } (ban đêm, từ { $begin } đến { $end }, bot không gửi)
announce-begins-after-night = { $begins }, vì ban đêm, từ { $begin } đến { $end }, bot không gửi
announce-begins-forced = { $begins }, gửi cả ban đêm, từ { $begin } đến { $end }
announce-confirm =
    Đồng chí xác nhận gửi thông báo số { $number } đến { $count }, { $at ->
        [now] bắt đầu ngay
       *[other] bắt đầu { $at }
    }?
    Tin đã gửi không thu hồi được. Xác nhận có hiệu lực trong { $minutes } phút.
announce-confirm-expired = Đã quá thời gian xác nhận. Đề nghị đồng chí xem lại trước khi gửi.
announce-confirmed =
    Đã xác nhận. Thông báo số { $number } gửi đến { $count }, { $at ->
        [now] bắt đầu từ bây giờ.
       *[other] bắt đầu { $at }.
    }
announce-dropped = Đã bỏ thông báo số { $number }; chưa gửi cho ai.
announce-heading =
    THÔNG BÁO SỐ { $number } – { $state ->
        [draft] bản nháp, chưa gửi
        [scheduled] đã xác nhận, chờ đến giờ
        [sending] đang gửi
        [paused] tạm dừng
        [finished] đã gửi xong
       *[cancelled] đã hủy
    }
announce-excerpt = Nội dung: “{ $text }”
announce-bar = { $bar } { $percent } ({ $done }/{ $total })
announce-not-begun = Đang chuẩn bị gửi.
announce-stalled = Trong một phút qua chưa gửi thêm được tin nào; hệ thống vẫn đang thử.
announce-speed = { $rate } tin mỗi giây, dự kiến xong lúc { $ends }.
announce-resting = Đang là ban đêm nên bot tạm nghỉ, đến sáng sẽ gửi tiếp.
announce-scheduled = Bắt đầu gửi: { $at }
announce-begun = Bắt đầu gửi: { $at }
announce-ended = Gửi xong: { $at }
announce-stopped = Đã hủy: { $at }
announce-resends = Số lần gửi lại: { $count }
announce-total = Tổng số người nhận: { $count }
announce-fate-line = • { $fate }: { $count }
announce-fate-count = { $fate } { $count }
announce-fate-delivered = Đã nhận
announce-fate-unreachable = Chưa liên hệ được
announce-fate-failed = Không gửi được
announce-fate-unknown = Chưa rõ đã nhận hay chưa
announce-fate-waiting = Đang chờ gửi
announce-fate-cancelled = Đã hủy, không gửi
announce-reason = { "  " }– { $reason }: { $count }
announce-bot-fates = • { $bot }: { $fates }
announce-not-final = Số liệu còn có thể thay đổi: người chưa liên hệ được vẫn nhận được thông báo nếu nhắn lại cho bot khi thông báo còn mới.
announce-list = Các thông báo gần đây, mới nhất ở trên:
announce-list-line =
    • Số { $number }, { $at } – { $state ->
        [draft] bản nháp
        [scheduled] chờ đến giờ
        [sending] đang gửi
        [paused] tạm dừng
        [finished] đã gửi xong
       *[cancelled] đã hủy
    }: { $text }
announce-list-empty = Chưa có thông báo nào.
announce-list-end = Không còn thông báo nào cũ hơn.
announce-open = Mở thông báo số { $number }
announce-groups-heading = Thông báo số { $number } ở { $count } nhóm:
announce-group-line = • { $unit }: { $fate }
announce-group-unbound = Nhóm không còn gắn với đơn vị
announce-cancel-sure = Đồng chí chắc chắn hủy thông báo số { $number }? Người chưa nhận sẽ không nhận được nữa; tin đã gửi không thu hồi được.
announce-do-send = Gửi
announce-do-at = Hẹn giờ gửi
announce-do-at-once = Bỏ hẹn giờ
announce-do-in-the-night = Gửi cả trong đêm
announce-do-wait-for-morning = Không gửi trong đêm
announce-do-text = Sửa nội dung
announce-do-whom = Đổi người nhận
announce-do-drop = Bỏ thông báo này
announce-do-confirm = Xác nhận gửi
announce-do-back = Xem lại
announce-do-progress = Xem tiến độ
announce-do-report = Báo cáo
announce-do-pause = Tạm dừng
announce-do-resume = Gửi tiếp
announce-do-cancel = Hủy thông báo
announce-do-cancel-now = Hủy, không gửi nữa
announce-do-keep = Không hủy
announce-do-groups = Từng nhóm
announce-do-more = Xem tiếp
announce-do-resend = Gửi lại các tin không gửi được
announce-do-resend-unknown = Gửi lại cả trường hợp chưa rõ
announce-refused-not-allowed = Mục này dành cho Ban Tổ chức và Tổ Thư ký. Nếu cần, đồng chí vui lòng liên hệ Ban Tổ chức.
announce-refused-not-found = Không có thông báo này.
announce-refused-empty = Thông báo chưa có nội dung.
announce-refused-too-long = Nội dung quá dài: tối đa 1.800 ký tự, kèm hình thì 950 ký tự.
announce-refused-no-picture = Tệp này không phải hình PNG hoặc JPEG.
announce-refused-picture-too-large = Hình quá lớn: tối đa 1 MB.
announce-refused-nobody = Không có người nhận nào nên chưa gửi. Đề nghị đồng chí đổi người nhận.
announce-refused-already-confirmed = Thông báo này đã được xác nhận trước đó nên không gửi thêm lần nữa.
announce-refused-changed = Thông báo đã được sửa sau lần xem trước này nên chưa gửi. Đề nghị đồng chí xem lại.
announce-refused-time-passed = Giờ hẹn gửi đã qua nên chưa gửi. Đề nghị đồng chí hẹn giờ khác hoặc bỏ hẹn giờ.
announce-refused-not-now = Thông báo đang ở trạng thái khác nên không thực hiện được việc này.
announce-refused-nothing-failed = Không có người nhận nào cần gửi lại.
cli-announce-one-text = Hãy ghi nội dung bằng --text hoặc --file (một trong hai).
cli-announce-unreadable = Không đọc được { $file }. Đề nghị kiểm tra tên tệp; tệp nội dung phải là văn bản mã hóa UTF-8.
cli-announce-audience = Không có nhóm người nhận “{ $found }”. Chọn một trong: { $audiences }
cli-announce-level = Không có cấp đơn vị “{ $found }”. Các cấp: { $levels }
cli-announce-past = Thời điểm “{ $found }” đã qua (giờ Việt Nam).
cli-announce-json-needs-yes = Với --json, hãy thêm --yes.
cli-announce-confirm = Gửi thông báo này?
cli-announce-needs-yes = Chưa gửi. Nếu không có ai trả lời câu hỏi, hãy thêm --yes.
cli-announce-not-sent = Chưa gửi; không lưu gì.
cli-announce-stored =
    Đã lưu thông báo số { $number }, { $at ->
        [now] bắt đầu gửi ngay.
       *[other] bắt đầu gửi { $at }.
    } Xem tiến độ: hoithi announce show { $number }
cli-announce-unknown = Không có thông báo số { $number }. Xem danh sách: hoithi announce list
cli-announce-nobody-sends = Lưu ý: “hoithi serve” hiện không chạy. Lệnh này chỉ lưu; thông báo được gửi khi “hoithi serve” chạy.

## picture-*, level-*: pictures of participation

picture-units = { $unit }: { $met }/{ $of } đơn vị đạt chỉ tiêu, tính đến { $at }
picture-categories = { $unit }: { $met }/{ $of } nhóm đạt chỉ tiêu, tính đến { $at }
picture-levels = { $round }: mức đạt chỉ tiêu theo cấp đơn vị, tính đến { $at }
picture-levels-title = Tham gia theo cấp đơn vị
picture-subtitle = { $round }, tính đến { $at }
level-tinh = Cấp tỉnh
level-so = Sở, ban, ngành
level-huyen = UBND cấp huyện
level-xa = UBND cấp xã
level-khac = Đơn vị khác

## certificates: certificates, their check page, and papers of the office

paper-nation = CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
paper-motto = Độc lập - Tự do - Hạnh phúc
# Ngày dưới 10, tháng 1 và tháng 2 có số 0 ở trước (Nghị định 30/2020/NĐ-CP).
paper-day = { $place }, ngày { $day } tháng { $month } năm { $year }
paper-day-no-place = Ngày { $day } tháng { $month } năm { $year }
paper-number = Số: { $number }/{ $symbol }
certificate-title = GIẤY CHỨNG NHẬN
certificate-to = Chứng nhận
certificate-unit = Đơn vị: { $unit }
certificate-achievement = Đã hoàn thành { $round } với kết quả { $score }/{ $total } điểm
certificate-achievement-prize = Đã đạt { $prize } { $round } với kết quả { $score }/{ $total } điểm
certificate-check = Quét mã QR để kiểm tra giấy chứng nhận này với kết quả đã công bố. Mã kiểm tra:
certificate-caption = Giấy chứng nhận { $round } của bạn.
certificate-caption-address = Giấy chứng nhận { $round } của bạn. Ai có giấy cũng kiểm tra được tại: { $address }
certificate-not-yet = Kết quả { $round } chưa được công bố. Sau khi Ban Tổ chức công bố kết quả, bạn nhắn “giấy chứng nhận” để nhận giấy.
certificate-no-round = Chưa có vòng thi nào kết thúc. Giấy chứng nhận có sau khi Ban Tổ chức công bố kết quả.
certificate-no-line = Bạn không có trong kết quả { $round } đã công bố nên chưa có giấy chứng nhận.
certificate-below = Giấy chứng nhận { $round } cấp cho người đạt từ { $percent }% số điểm trở lên. Cảm ơn bạn đã tham gia.
command-certificate = Giấy chứng nhận
help-certificate = “giấy chứng nhận”: nhận giấy chứng nhận sau khi kết quả được công bố
page-file-pdf = Tệp PDF
check-title = Kiểm tra giấy chứng nhận
check-valid = Giấy chứng nhận có hiệu lực
check-valid-means = Nội dung dưới đây đúng với kết quả đã công bố của Ban Tổ chức.
check-replaced = Giấy chứng nhận theo kết quả cũ
check-replaced-means = Ban Tổ chức đã công bố kết quả mới thay cho kết quả ghi trên giấy này.
check-unknown = Không tìm thấy giấy chứng nhận
check-unknown-means = Không có giấy chứng nhận nào mang mã này. Vui lòng kiểm tra lại mã, hoặc liên hệ Ban Tổ chức.
check-form = Nhập mã kiểm tra
check-form-means = Mã kiểm tra in cạnh mã QR trên giấy chứng nhận.
check-name = Họ và tên
check-unit = Đơn vị
check-achievement = Thành tích ghi trên giấy
check-contest = Cuộc thi
check-organiser = Đơn vị tổ chức
check-published = Ngày công bố kết quả
check-now = Theo kết quả hiện hành
check-now-nothing = Không có trong kết quả hiện hành
check-code = Mã kiểm tra
check-button = Kiểm tra
check-download = Tải giấy chứng nhận (PDF)
check-this-language = Tiếng Việt
check-too-many = Có quá nhiều lượt kiểm tra từ mạng này. Vui lòng thử lại sau ít phút.
paper-title = BÁO CÁO
paper-part-schedule = I. TÌNH HÌNH TỔ CHỨC
paper-part-participation = II. KẾT QUẢ THAM GIA
paper-part-quality = III. CHẤT LƯỢNG BÀI THI
paper-part-ranking = IV. KẾT QUẢ CÁ NHÂN
paper-part-remarks = V. NHẬN XÉT, KIẾN NGHỊ
paper-closing = Trên đây là báo cáo kết quả thực hiện, kính báo cáo các cấp có thẩm quyền xem xét, chỉ đạo./.
paper-recipients = Nơi nhận:
paper-annex-title = Phụ lục
paper-column-name = Vòng thi
paper-column-people = Số người dự thi
paper-column-units = Số đơn vị
paper-column-full = Tỷ lệ bài đúng 100%
paper-column-level = Cấp đơn vị
paper-column-met = Đạt
paper-column-unmet = Chưa đạt
paper-column-missing = Còn thiếu (người)
paper-column-band = Mức điểm
paper-column-entries = Số bài thi
paper-column-share = Tỷ lệ
paper-column-group = Nhóm
paper-column-rank = Hạng
paper-column-person = Họ và tên
paper-column-unit = Đơn vị
paper-column-score = Điểm
paper-column-number = STT
paper-column-headcount = Tổng số người
paper-column-taken-part = Đã dự thi
paper-column-rate = Tỷ lệ
paper-column-quota = Chỉ tiêu
paper-opening = Thực hiện kế hoạch tổ chức { $contest }, { $agency } báo cáo kết quả như sau:
paper-subject-round = Kết quả { $round } – { $contest }
paper-subject-contest = Kết quả { $contest }
paper-schedule = { $round }: từ { $opens } đến { $closes }; thi trắc nghiệm trực tuyến, mỗi bài { $questions } câu hỏi, thời gian làm bài không quá { $minutes } phút.
paper-people = Tính đến { $at }, có { $people } người dự thi, thuộc { $units } cơ quan, đơn vị.
paper-entries = Số bài thi được tính là { $entries } bài, trên tổng số { $attempts } lượt thi.
paper-annexed = Số liệu của từng cơ quan, đơn vị tại Phụ lục kèm theo.
paper-expected = Trong { $expected } cơ quan, đơn vị có đối tượng bắt buộc dự thi, { $present } đơn vị có người dự thi, đạt { $share }.
paper-groups = Trong số người dự thi có { $officials } cán bộ, công chức, viên chức và { $citizens } người dân.
paper-compared = So với { $earlier }, { $round } có { $people }; { $units }.
paper-unit-people = người dự thi
paper-unit-units = đơn vị có người dự thi
paper-up = { $now } { $what }, tăng { $change }{ $percent ->
    [none] { "" }
   *[other] { " " }({ $percent }%)
}
paper-down = { $now } { $what }, giảm { $change }{ $percent ->
    [none] { "" }
   *[other] { " " }({ $percent }%)
}
paper-same = { $now } { $what }, không thay đổi
paper-quotas = Tính đến { $at }, { $met }/{ $of } cơ quan, đơn vị đạt chỉ tiêu tham gia bắt buộc ({ $share }); các đơn vị chưa đạt còn thiếu ít nhất { $missing } người.
paper-no-quotas = Cuộc thi không đặt chỉ tiêu tham gia bắt buộc.
paper-quality = Điểm trung bình của { $entries } bài thi được tính đạt { $mean }% số điểm tối đa, phân bố như sau:
paper-no-entries = Chưa có bài thi được tính.
paper-best = Những người dẫn đầu mỗi nhóm theo kết quả đã công bố:
paper-best-none = Kết quả xếp hạng cá nhân được công bố riêng theo Thể lệ cuộc thi.
paper-annex = Kết quả tham gia của các cơ quan, đơn vị – { $round }
paper-annex-of = (Kèm theo Báo cáo số { $number }/{ $symbol } ngày { $day } tháng { $month } năm { $year } của { $agency }; số liệu tính đến { $at })
paper-archive = Lưu: VT
paper-met = Đạt
paper-missing = Thiếu { $missing } người
paper-encouraged = Khuyến khích
cli-template-unknown = Mẫu { $file } có trường không dùng được: { $name }. Các trường có thể dùng: { $known }
cli-template-broken = Mẫu { $file } có lỗi cú pháp: { $found }
cli-template-forbidden = Mẫu { $file } có lệnh không được phép: { $found }
cli-template-not-docx = { $file } không phải là tệp Word (.docx) đọc được.
cli-document-rehearsal = { $round } là vòng chạy thử, không có báo cáo.
cli-document-nothing = Chưa có vòng thi nào bắt đầu để báo cáo.
cli-document-what = Hãy ghi tệp cần tạo: --output BAO-CAO.docx, hoặc --template-out MAU.docx để lấy mẫu.
cli-letterhead-checked = Tệp hợp lệ; chưa ghi gì. Thể thức trong tệp:
cli-letterhead-stored = Đã lưu. Thể thức đang áp dụng:
cli-letterhead-heads = Cơ quan ban hành
cli-letterhead-symbols = Số, ký hiệu của báo cáo; giấy chứng nhận
cli-letterhead-place = Địa danh
cli-letterhead-signer = Người ký
cli-letterhead-recipients = Nơi nhận
cli-letterhead-empty = (để trống)
cli-letterhead-certificates = Giấy chứng nhận { $nation ->
    [yes] có
   *[no] không có
} Quốc hiệu, Tiêu ngữ; cấp cho người đạt từ { $percent }% số điểm.
cli-certificate-not-published = Kết quả { $round } chưa được công bố nên chưa in được giấy chứng nhận.
cli-certificate-outdated = Sau khi công bố kết quả { $round } đã có điều chỉnh chưa được công bố. Giấy chứng nhận in theo bản đang công bố.
cli-certificate-nobody = Không có “{ $found }” trong kết quả đã công bố. Hãy ghi đủ họ và tên, hoặc số của thí sinh.
cli-certificate-several = Có { $count } người cùng tên; hãy chọn bằng số: { $people }
cli-certificate-below = Người này không đạt mức được cấp giấy chứng nhận ({ $percent }% số điểm), hoặc đã xóa dữ liệu.
cli-certificates-none = Không có ai trong kết quả đã công bố đạt các điều kiện đã chọn.
cli-certificates-written = Đã in { $count } giấy chứng nhận vào { $target }.
cli-certificate-no-address = Chưa đặt PUBLIC_URL nên giấy chứng nhận không có mã QR để kiểm tra.

## picture-band-*, picture-trend-*: pictures for organisers

command-charts = Biểu đồ
help-charts = “biểu đồ”: hình về mức tham gia, chất lượng bài thi và diễn biến (dành cho Ban Tổ chức)
charts-none = { $round } chưa có số liệu để vẽ biểu đồ.
picture-bands-title = Chất lượng bài thi
picture-bands = { $round }: chất lượng của { $total } bài thi, tính đến { $at }: { $bands }
picture-band = { $band }: { $count } bài ({ $share })
picture-band-name = { $band ->
    [full] Đúng 100%
    [high] Từ 75% đến dưới 100%
    [middle] Từ 25% đến dưới 75%
   *[low] Dưới 25%
}
picture-trend-title = Số người đã hoàn thành
picture-trend-subtitle = { $round }, theo các kỳ Điểm tin
picture-trend = { $round }: số người đã hoàn thành theo các kỳ Điểm tin: { $figures }
picture-trend-point = { $day }: { $finished } người

## awards

command-awards = Giải thưởng
help-awards = “giải thưởng”: các giải đã công bố
awards-not-yet = Chưa công bố giải thưởng. Giải thưởng được công bố sau khi Ban Tổ chức công bố kết quả.
awards-heading = Giải thưởng { $round }
awards-units-heading = Giải tập thể
awards-units = Giải tập thể
awards-of-round = Giải { $round }
awards-waiting = Còn { $count } giải đang chờ Ban Tổ chức quyết định.
award-line = { $prize }: { $name } – { $unit }
award-unit-line = { $prize }: { $unit } ({ $score } điểm)
award-number = { $number }
award-prize-first = Giải Nhất
award-prize-second = Giải Nhì
award-prize-third = Giải Ba
award-prize-consolation = Giải Khuyến khích
result-refused-awards-staff-only = Việc xét giải cần người thuộc Tổ Thư ký (secretary) hoặc Ban Tổ chức (organiser).
result-refused-awards-organiser-only = Việc này do Ban Tổ chức (organiser) quyết định.
result-refused-awards-no-result = Chưa có kết quả vòng thi nào để xét giải.
result-refused-awards-none = Chưa xét giải lần nào. Hãy chạy: hoithi awards compute
result-refused-awards-no-number = Không có lần xét giải số { $number }.
result-refused-awards-outdated = Lần xét giải số { $number } chưa theo kết quả mới nhất. Hãy chạy: hoithi awards compute
result-refused-awards-no-tie = Không có trường hợp đồng hạng nào đang chờ quyết định với đúng những người hoặc đơn vị này.
result-refused-awards-choose = Cần chọn đúng { $count }, mỗi người hoặc đơn vị một lần, theo thứ tự nhận giải.
cli-awards-decide-what = Hãy ghi --round SỐ với --person SỐ, hoặc --unit MÃ; mỗi giải một lần.
cli-awards-computed = Đã xét giải, lần số { $number }.
cli-awards-same = Không có gì thay đổi so với lần xét giải số { $number }.
cli-awards-heading = Xét giải lần số { $number }, lúc { $at }, người thực hiện: { $by }. { $public ->
    [yes] Đang công bố.
   *[no] Không công bố.
}
cli-awards-outdated = Có kết quả mới hơn. Hãy chạy: hoithi awards compute
cli-awards-round = Vòng thi
cli-awards-group = Nhóm
cli-awards-prize = Giải
cli-awards-bloc = Khối
cli-awards-rank = Hạng
cli-awards-score = Điểm
cli-awards-rate = Tỷ lệ %
cli-awards-quality = Chất lượng %
cli-awards-full-marks = Điểm tối đa %
cli-awards-no-prize = không có giải
cli-awards-change = { $round }, thí sinh số { $person } ({ $name }): { $before } → { $after }. Lý do: { $cause }
cli-awards-cause = { $cause ->
    [policy] cơ cấu giải thay đổi
    [not_ranked] không còn trong kết quả vòng thi
    [tie] đồng hạng với người khác, chờ Ban Tổ chức quyết định
    [other_prize] mỗi người chỉ nhận một giải cao nhất
    [rank] thứ hạng trong kết quả mới
    [decision] quyết định của Ban Tổ chức
   *[others] người xếp trước thay đổi
}
cli-awards-person-tie = { $round }, { $group }: { $people } đồng hạng, còn { $count } giải ({ $prizes }). Ban Tổ chức quyết định: hoithi awards decide
cli-awards-unit-tie = Giải tập thể, { $bloc }: { $units } bằng điểm, còn { $count } giải ({ $prizes }). Ban Tổ chức quyết định: hoithi awards decide
cli-awards-and-more = { $shown } và { $count } trường hợp khác
cli-awards-decision = Quyết định số { $number }, { $at }, người quyết định: { $by }. Lý do: { $reason }

## doctor-redis, plan-*: what hoithi doctor says of Redis; hoithi plan

doctor-redis =
    { $kind ->
        [reached] Redis: đã kết nối, một lượt hỏi đáp mất { $ms } ms.
        [slow] Redis: đã kết nối nhưng chậm, một lượt hỏi đáp mất { $ms } ms.
       *[silent] Redis: không dùng được ({ $error }).
    }
doctor-redis-advice =
    { $kind ->
        [slow] Đặt Redis gần các máy chủ của bot: mỗi tin gửi đi đều phải chờ một lượt hỏi đáp.
       *[silent] Kiểm tra REDIS_URL và máy chủ Redis. Khi không có Redis, cuộc thi vẫn diễn ra và không mất gì, nhưng mỗi tiến trình chỉ gửi { $away }% tốc độ của mỗi bot.
    }
doctor-replicas =
    { $state ->
        [ok] Tiến trình: có { $count } tiến trình đang chạy, cùng giữ giới hạn gửi qua Redis.
       *[warning] Tiến trình: có { $count } tiến trình đang chạy nhưng chưa cùng giữ giới hạn gửi.
    }
doctor-replicas-advice = Đặt REDIS_URL giống nhau cho mọi tiến trình; nếu không, mỗi tiến trình gửi hết tốc độ và nền tảng sẽ chặn bớt.
plan-title = { $people } người, mỗi bài { $questions } câu, trong { $window }, trên { $platform }
plan-messages = • Tin gửi đi: nhiều nhất { $total }, gồm { $questions } câu hỏi, { $around } lời mở đầu và kết thúc bài thi, { $registration } tin đăng ký, { $notices } thông báo.
plan-updates = • Tin nhận về: { $updates }, trong đó { $answers } câu trả lời.
plan-peak = • Giờ cao điểm: { $answers } câu trả lời và { $messages } tin gửi đi mỗi giây.
plan-bots = • Cần { $needed } bot: { $pace } để kịp tốc độ, { $quota } để đủ hạn mức.
plan-people-each = • Mỗi bot phục vụ được { $people } người trong một tháng.
plan-no-limit = • Nền tảng không giới hạn số tin; chỉ cần một kênh.
plan-time = • Với { $bots } bot, gửi hết mất { $total }; riêng các câu hỏi { $questions }; một thông báo cho mọi người { $notice }.
plan-too-few = • Chưa đủ: thiếu { $missing } bot. Với { $bots } bot, người dự thi phải chờ đến lượt hoặc hết hạn mức giữa chừng.
plan-rows = • Cơ sở dữ liệu: { $rows } dòng, khoảng { $megabytes } MB (đo trên SQLite).
plan-machines =
    { $kind ->
        [sqlite] • Máy chủ: một tiến trình với SQLite là đủ.
       *[postgresql] • Máy chủ: { $replicas } tiến trình, { $databases } cơ sở dữ liệu PostgreSQL.
    }
plan-no-bench = • Máy chủ: không tính được vì không có số đo; hãy chỉ tệp bằng --bench.
plan-days = { $count } ngày
plan-hours = { $count } giờ
plan-minutes = { $count } phút
plan-out-of-range = { $option }: { $found } không hợp lệ; cần một số từ { $least } đến { $most }
plan-not-a-window = --window: “{ $found }” không phải là khoảng thời gian; ví dụ 90m, 4h hoặc 7d, dài nhất 366d
plan-unknown-platform = --platform: không có nền tảng “{ $found }”; chọn một trong: { $known }
plan-not-a-bench = --bench: không đọc được số đo từ { $file }; cần tệp có dạng của docs/bench.json
plan-nobody-can-play = Một người cần nhiều hơn { $monthly } tin mà mỗi bot được gửi trong một tháng; hãy giảm số câu hỏi hoặc số lượt thi, hay nâng hạn mức (--monthly).

## live rounds

live-call =
    Kính mời các bạn tham gia buổi thi trực tiếp “{ $title }”{ $rehearsal ->
        [yes] { " " }(chạy thử, không tính kết quả)
       *[no] { "" }
    }.
    • Bắt đầu: { $starts }
    • Số câu hỏi: { $questions }, mỗi câu { $limit }. Các phòng thi cùng thi một đề; thời gian của mỗi câu tính từ khi câu hỏi đến phòng thi này.
    • { $change ->
        [yes] Trong thời gian trả lời, bạn được đổi đáp án; câu trả lời cuối cùng được tính.
       *[no] Mỗi câu, chỉ câu trả lời đầu tiên của bạn được tính.
    }
    • Mỗi người thi ở một phòng thi. { $address ->
        [none] Ai chưa đăng ký, mời nhắn tin riêng cho bot “đăng ký”.
       *[other] Ai chưa đăng ký, mời đăng ký tại: { $address }
    }
live-call-late =
    Kính mời các bạn tham gia buổi thi trực tiếp “{ $title }”{ $rehearsal ->
        [yes] { " " }(chạy thử, không tính kết quả)
       *[no] { "" }
    }.
    • Buổi thi đang diễn ra, đã đến câu { $position }/{ $of }; phòng thi này tham gia từ câu tiếp theo.
    • Mỗi câu { $limit }, tính từ khi câu hỏi đến phòng thi này.
    • { $change ->
        [yes] Trong thời gian trả lời, bạn được đổi đáp án; câu trả lời cuối cùng được tính.
       *[no] Mỗi câu, chỉ câu trả lời đầu tiên của bạn được tính.
    }
    • Mỗi người thi ở một phòng thi. { $address ->
        [none] Ai chưa đăng ký, mời nhắn tin riêng cho bot “đăng ký”.
       *[other] Ai chưa đăng ký, mời đăng ký tại: { $address }
    }
live-postponed = Buổi thi trực tiếp “{ $title }” chuyển sang bắt đầu lúc { $starts }. Mong các bạn thông cảm.
live-heading = Câu { $position }/{ $of } · { $limit }
live-heading-closed = Câu { $position }/{ $of } · đã hết giờ
live-how-buttons = Mời các bạn bấm một lựa chọn dưới đây.
live-how-text = Mời các bạn trả lời tin này hoặc nhắc tên bot, kèm chữ cái của đáp án, ví dụ: { $letter }
live-how-poll = Mời các bạn chọn một đáp án trong bình chọn.
live-counter = { $answered } người đã trả lời
live-outcome = Câu { $position }/{ $of }. Đáp án đúng: { $letter }. { $option }
live-outcome-right = Có { $right }/{ $answered } người trả lời đúng ({ $percent }).
live-outcome-nobody = Không có ai trả lời câu này.
live-outcome-counts = Đã chọn: { $counts }
live-outcome-count = { $letter } { $count }
live-outcome-why = Giải thích: { $explanation }
live-standing = Xếp hạng sau câu { $position }/{ $of }
live-standing-final = Kết quả chung cuộc
live-standing-rehearsal = { $heading } (chạy thử, không tính kết quả)
live-standing-people = Cá nhân dẫn đầu:
live-standing-person = { $rank }. { $name } – { $unit }: { $points } điểm
live-standing-person-only = { $rank }. { $name } – { $unit }
live-standing-units-all = Đơn vị, theo điểm trung bình của tất cả người đã trả lời:
live-standing-units-best = Đơn vị, theo điểm trung bình của { $best } người cao nhất:
live-standing-unit = { $rank }. { $unit }: { $points } điểm ({ $people } người)
live-standing-unit-only = { $rank }. { $unit } ({ $people } người dự thi)
live-standing-more = … và { $count } đơn vị khác
live-standing-nobody = Chưa có ai trả lời.
live-annulled = Câu { $position }/{ $of } đã được Ban Tổ chức hủy cho tất cả các phòng thi; không ai được cộng hay mất điểm vì câu này.
live-paused = Buổi thi tạm dừng. Đồng hồ đã dừng ở tất cả các phòng thi; câu trả lời gửi trong lúc này không được nhận. Mời các bạn chờ thông báo thi tiếp.
live-resumed-question = Buổi thi tiếp tục. Câu { $position }/{ $of } còn { $left } ở phòng thi này.
live-resumed = Buổi thi tiếp tục. Mời các bạn chuẩn bị cho câu hỏi tiếp theo.
live-resumed-end = Buổi thi tiếp tục. Kết quả chung cuộc sẽ được công bố trong giây lát.
live-given-back = Hệ thống vừa bị gián đoạn và đã hoạt động trở lại; thời gian gián đoạn không tính vào thời gian trả lời. Câu { $position }/{ $of } còn { $left } ở phòng thi này. Các câu trả lời đã ghi nhận vẫn được giữ nguyên.
live-left-out = Do sự cố đường truyền, phòng thi này không thi được câu { $position }/{ $of }. Các bạn vẫn thi bình thường từ câu tiếp theo; nếu có ý kiến, đề nghị liên hệ Ban Tổ chức.
live-room-back = Phòng thi này tham gia buổi thi “{ $title }” từ câu tiếp theo.
live-end = Buổi thi trực tiếp “{ $title }” đã kết thúc. Cảm ơn các bạn đã tham gia!
live-end-stopped = Buổi thi trực tiếp “{ $title }” đã được Ban Tổ chức kết thúc sau câu { $position }/{ $of }. Kết quả của các câu đã công bố đáp án vẫn được tính. Cảm ơn các bạn đã tham gia!
live-end-cancelled = Buổi thi trực tiếp “{ $title }” đã được Ban Tổ chức hủy; kết quả không được tính. Mong các bạn thông cảm.
live-notice-stored = Đã ghi nhận câu { $position }: { $letter }.
live-notice-stored-change = Đã ghi nhận câu { $position }: { $letter }. Bạn được đổi đến hết giờ.
live-notice-duplicate = Bạn đã trả lời câu này rồi; câu trả lời đầu tiên được tính.
live-notice-elsewhere = Bạn đang thi ở phòng thi khác nên câu trả lời ở đây không được tính.
live-notice-late = Đã hết giờ nên câu trả lời này không được tính.
live-notice-paused = Buổi thi đang tạm dừng. Mời bạn trả lời khi thi tiếp.
live-notice-not-open = Câu hỏi này chưa mở trong phòng thi này.
live-notice-annulled = Câu này đã được hủy, không tính điểm.
live-notice-unregistered =
    { $address ->
        [none] Bạn chưa đăng ký. Mời nhắn tin riêng cho bot “đăng ký” rồi trả lời lại.
       *[other] Bạn chưa đăng ký. Mời đăng ký tại { $address } rồi trả lời lại.
    }
live-picture-title = Xếp hạng đơn vị
live-picture-subtitle = { $title } – { $heading }
live-picture-note =
    { $most ->
        [0] Điểm trung bình mỗi người.
       *[other] Điểm trung bình mỗi người, trên { $most } điểm.
    } Trong ngoặc: số người đã trả lời.
live-picture-figures = { $points } ({ $people })
live-picture-figures-only = ({ $people })
live-picture-caption = { $heading } – đơn vị dẫn đầu: { $leaders }
live-picture-leader = { $rank }. { $unit } ({ $points } điểm)
live-picture-leader-only = { $rank }. { $unit }

## live rounds: those who run them (chat and hoithi live)

command-live-rounds = Phòng thi
help-live-rounds = “phòng thi”: xem và điều khiển các buổi thi trực tiếp trong nhóm, hội trường (dành cho Ban Tổ chức)
live-host-list = Các buổi thi trực tiếp, mới nhất ở trên:
live-host-none = Chưa có buổi thi trực tiếp nào. Buổi thi được tạo trên máy chủ bằng lệnh: hoithi live create
live-host-line =
    • Số { $number }: { $title }{ $rehearsal ->
        [yes] { " " }(chạy thử)
       *[no] { "" }
    } – { $state }, { $starts }
live-do-list = Tất cả buổi thi
live-host-open = Mở buổi thi số { $number }
live-host-heading =
    BUỔI THI TRỰC TIẾP SỐ { $number } – { $state }
    { $title }{ $rehearsal ->
        [yes] { " " }(chạy thử, không tính kết quả)
       *[no] { "" }
    }
live-state-announced = đang chờ đến giờ
live-state-lobby = đang mời vào phòng thi
live-state-question-open = đang thi câu { $position }/{ $of }
live-state-settling = đang tổng hợp câu { $position }/{ $of }
live-state-revealed = đã công bố đáp án câu { $position }/{ $of }
live-state-annulled = đã hủy câu { $position }/{ $of }
live-state-paused = tạm dừng ở câu { $position }/{ $of }
live-state-finished = đã kết thúc
live-state-cancelled = đã hủy
live-host-starts = • Bắt đầu: { $starts }
live-host-rooms = • Phòng thi: { $count }
live-host-delivered = • Câu hỏi đã đến { $delivered }/{ $count } phòng thi
live-host-answered = • Đã có { $answered } người trả lời
live-host-annulled = • Câu đã hủy: { $positions }
live-host-next = • Câu tiếp theo tự bắt đầu lúc { $time }
live-host-next-waits = • Câu tiếp theo bắt đầu khi đồng chí chọn “{ $action }”
live-host-end = • Buổi thi tự kết thúc và công bố kết quả lúc { $time }
live-host-end-waits = • Buổi thi kết thúc khi đồng chí chọn “{ $action }”
live-host-lost = • Bot không còn ở trong { $count } phòng thi: { $rooms }
live-host-left-out = • Không thi câu này: { $rooms }
live-host-trouble = ⚠ { $count } phòng thi gặp sự cố, câu này chưa kết thúc được. Với mỗi phòng, đề nghị đồng chí chọn chờ hoặc bỏ qua:
live-host-trouble-room = { "  " }– { $room }: { $trouble }
live-host-trouble-more = { "  " }– và { $count } phòng thi khác
live-trouble-failed = nền tảng không nhận câu hỏi
live-trouble-overdue = chưa rõ câu hỏi đã đến hay chưa
live-trouble-platform-down = mất liên lạc với nền tảng
live-room-web = { $name } (trang web)
live-room-group = { $name } (nhóm { $platform })
live-do-look = Xem lại
live-do-start = Bắt đầu thi ngay
live-do-pause = Tạm dừng
live-do-resume = Thi tiếp
live-do-next = Câu tiếp theo
live-do-end = Kết thúc và công bố
live-do-skip = Hủy câu này
live-do-stop = Dừng hẳn
live-do-cancel = Hủy buổi thi
live-do-at = Đổi giờ bắt đầu
live-do-results = Kết quả buổi thi
live-do-wait = Chờ: { $room }
live-do-without = Bỏ qua: { $room }
live-do-without-all = Bỏ qua cả { $count } phòng thi gặp sự cố
live-do-keep = Không, quay lại
live-do-start-now = Xác nhận bắt đầu
live-do-skip-now = Xác nhận hủy câu { $position }
live-do-stop-now = Xác nhận dừng hẳn
live-do-cancel-now = Xác nhận hủy buổi thi
live-do-without-all-now = Xác nhận bỏ qua { $count } phòng thi
live-sure-start = Đồng chí chắc chắn bắt đầu buổi thi số { $number } ngay bây giờ ở { $count } phòng thi, không chờ đến { $starts }?
live-sure-skip = Đồng chí chắc chắn hủy câu { $position } của buổi thi số { $number }? Câu này sẽ không tính điểm cho bất kỳ ai và không khôi phục được.
live-sure-stop = Đồng chí chắc chắn dừng hẳn buổi thi số { $number }? Các câu chưa công bố đáp án không được tính; kết quả của các câu trước vẫn được giữ. Buổi thi đã dừng thì không tiếp tục được.
live-sure-cancel = Đồng chí chắc chắn hủy buổi thi số { $number }? Toàn bộ kết quả của buổi thi sẽ không được tính và không khôi phục được.
live-sure-without-all = Đồng chí chắc chắn bỏ qua { $count } phòng thi đang gặp sự cố? Phòng thi chưa nhận được câu { $position } sẽ không có điểm câu này.
live-waiting = Hệ thống tiếp tục gửi câu hỏi và chờ { $room }. Khi phòng thi nhận được câu hỏi, thời gian trả lời ở đó vẫn đủ như các phòng khác.
live-trouble-told = Buổi thi số { $number } “{ $title }”, câu { $position }/{ $of }
live-no-room-told = ⚠ { $title }: bot không còn ở trong phòng thi nào nên chưa gửi được câu hỏi tiếp theo. Đề nghị đồng chí đưa bot trở lại nhóm, hoặc dừng hẳn buổi thi.
live-refused-not-found = Không có buổi thi trực tiếp này.
live-refused-stale = Buổi thi đã sang bước khác nên lựa chọn này không còn hiệu lực; không có gì thay đổi.
live-refused-not-now = Chưa thực hiện được, vì buổi thi { $state }; không có gì thay đổi.
live-refused-no-room = Bot không có mặt trong phòng thi nào nên chưa gửi được câu hỏi. Đề nghị đồng chí đưa bot vào nhóm rồi thử lại.
live-refused-started = Buổi thi đã bắt đầu nên không đổi giờ được nữa.
live-at-question = Đồng chí muốn bắt đầu buổi thi số { $number } lúc nào? Hiện nay: { $starts }. Giờ Việt Nam, ví dụ: lúc 19:30 ngày { $day }
live-at-fault = { $fault } Giờ Việt Nam, ví dụ: lúc 19:30 ngày { $day }
live-moved = Buổi thi số { $number } chuyển sang bắt đầu lúc { $starts }. Các phòng thi đã được mời sẽ nhận thông báo.
live-results-heading = Kết quả buổi thi “{ $title }”{ $rehearsal ->
        [yes] { " " }(chạy thử, không tính kết quả)
       *[no] { "" }
    }: { $people } người của { $units } đơn vị, { $questions } câu được tính.
live-results-person = { $rank }. { $name } – { $unit }: { $points } điểm, { $time }
live-results-file = Kết quả đầy đủ lấy trên máy chủ: hoithi live results { $number } --xlsx ket-qua.xlsx
live-results-not-yet = Buổi thi chưa kết thúc hoặc kết quả đang được tổng hợp. Đề nghị đồng chí xem lại sau ít phút.
live-results-cancelled = Buổi thi đã hủy nên không có kết quả.

## live rounds: hoithi live

cli-live-questions-one = Hãy chọn câu hỏi bằng --questions hoặc --draw (một trong hai).
cli-live-unreadable = Không đọc được { $file }; cần tệp văn bản UTF-8, mỗi dòng một mã câu hỏi.
cli-live-unknown-question = Không có câu hỏi mã { $found } có hiệu lực ngày { $day }.{ $near ->
        [none] { "" }
       *[other] { "" } Gần giống: { $near }
    }
cli-live-question-twice = Câu hỏi mã { $found } được ghi hai lần.
cli-live-too-few = --draw { $wanted }: ngân hàng chỉ có { $available } câu hỏi có hiệu lực ngày { $day }.
cli-live-no-questions = Chưa có câu hỏi nào. Buổi thi cần ít nhất 1, nhiều nhất { $most } câu.
cli-live-duration = { $option }: “{ $found }” không hợp lệ; ví dụ 20s hoặc 2m, từ { $least } đến { $most } giây.
cli-live-count = { $option }: { $found } không hợp lệ; cần một số từ { $least } đến { $most }.
cli-live-title = --title: dài { $length } ký tự, tối đa { $limit } ký tự.
cli-live-past = Thời điểm “{ $found }” đã qua (giờ Việt Nam).
cli-live-choice = { $option }: không có “{ $found }”; chọn một trong: { $known }
cli-live-no-group = Đơn vị { $unit } chưa có nhóm nào được gắn. Xem: hoithi groups list
cli-live-no-rooms = Chưa có phòng thi nào. Gắn nhóm với đơn vị (xem hoithi groups list) hoặc thêm --web-room "Hội trường A".
cli-live-unknown-host = --host: { $found } không phải người của Ban Tổ chức hoặc Tổ Thư ký. Xem: hoithi role list
cli-live-json-needs-yes = Với --json, hãy thêm --yes.
cli-live-confirm = Tạo buổi thi này?
cli-live-needs-yes = Chưa làm gì. Nếu không có ai trả lời câu hỏi, hãy thêm --yes.
cli-live-not-created = Chưa tạo; không lưu gì.
cli-live-sure = Đồng chí chắc chắn?
cli-live-not-done = Không có gì thay đổi.
cli-live-preview =
    { $title }{ $rehearsal ->
        [yes] { " " }(chạy thử, không tính kết quả)
       *[no] { "" }
    }
    • Bắt đầu: { $starts }; mời vào phòng thi trước { $lobby }
    • Số câu hỏi: { $questions }, mỗi câu { $limit }; sang câu tiếp theo { $reveal }
    • { $change ->
        [yes] Được đổi đáp án đến hết giờ; câu trả lời cuối cùng được tính
       *[no] Câu trả lời đầu tiên được tính
    }
    • Tính điểm: { $scoring ->
        [plain] { $points } điểm mỗi câu đúng; bằng điểm thì ai trả lời nhanh hơn xếp trên
        [speed] điểm theo tốc độ (1.000 giảm đến 500)
       *[speed_and_streaks] điểm theo tốc độ (1.000 giảm đến 500), cộng điểm cho chuỗi câu đúng liên tiếp
    }
    • Đơn vị: { $best ->
        [0] điểm trung bình của tất cả người đã trả lời
       *[other] điểm trung bình của { $best } người cao nhất
    }
    • Cá nhân hiện trong nhóm: { $shows ->
        [names] họ tên, đơn vị và điểm của mười người đứng đầu
       *[units_only] chữ cái đầu của họ tên và đơn vị của mười người đứng đầu, không có điểm
    }
cli-live-preview-reveal-after = sau { $time }
cli-live-preview-reveal-host = khi người điều khiển chọn
cli-live-preview-poll = • Telegram: dùng bình chọn; cả nhóm thấy ai chọn đáp án nào sau khi công bố đáp án
cli-live-preview-rooms = • Phòng thi: { $count }
cli-live-preview-bot =
    { "  " }– { $bot }: { $rooms } phòng thi, khoảng { $messages } tin{ $posting ->
        [none] { "" }
       *[other] { "" }; gửi một câu đến tất cả mất khoảng { $posting }
    }
cli-live-preview-quota = { "    " }hạn mức tháng còn { $left } tin, các vòng thi còn cần { $needed } tin
cli-live-preview-short = { "    " }⚠ không đủ: thiếu { $missing } tin
cli-live-preview-unserved = { "    " }⚠ bot này chưa được cấu hình trên máy chủ; câu hỏi sẽ không đến được các phòng thi đó
cli-live-preview-takes = • Thời gian dự kiến: { $time }
cli-live-preview-hasty = ⚠ Các câu nối nhau quá nhanh: một nhóm Telegram chỉ nhận 20 tin mỗi phút. Đề nghị tăng --limit hoặc --reveal.
cli-live-preview-bank = ⚠ Còn vòng thi đang hoặc sắp mở dùng chung ngân hàng câu hỏi: đáp án công bố trong buổi thi này có thể là của câu hỏi trong vòng thi đó.
cli-live-preview-clash = ⚠ Trùng với buổi thi số { $number } “{ $title }” ({ $starts }) ở { $count } phòng thi: { $rooms }. Một phòng thi không nên có hai buổi thi cùng lúc.
cli-live-created = Đã tạo buổi thi số { $number }. Xem: hoithi live show { $number }
cli-live-nobody-sends = Lưu ý: “hoithi serve” hiện không chạy; buổi thi chỉ diễn ra khi “hoithi serve” chạy.
cli-live-none = Chưa có buổi thi trực tiếp nào.
cli-live-unknown = Không có buổi thi số { $number }. Xem danh sách: hoithi live list
cli-live-screen = Màn hình lớn: { $address }
cli-live-room-address = { "  " }mở cho người thi: { $address }
cli-live-no-address = Chưa có địa chỉ trang web (PUBLIC_URL), nên chưa có đường dẫn của phòng thi và màn hình lớn.
cli-live-question-line = { "  " }{ $position }. { $code }{ $annulled ->
        [yes] { " " }(đã hủy)
       *[no] { "" }
    }
cli-live-questions = Câu hỏi, theo thứ tự:
cli-live-column-number = Số
cli-live-column-room = Phòng thi
cli-live-column-unit = Đơn vị
cli-live-column-platform = Nền tảng
cli-live-column-state = Tình trạng
cli-live-column-rank = Hạng
cli-live-column-name = Họ và tên
cli-live-column-points = Điểm
cli-live-column-right = Câu đúng
cli-live-column-answered = Câu đã trả lời
cli-live-column-time = Thời gian (giây)
cli-live-column-average = Điểm trung bình
cli-live-column-people = Số người
cli-live-room-state-idle = sẵn sàng
cli-live-room-state-posted = đang gửi câu hỏi
cli-live-room-state-open = đã có câu hỏi
cli-live-room-state-left-out = bỏ qua câu này
cli-live-room-state-lost = bot không còn trong nhóm
cli-live-room-added = Đã thêm phòng thi { $room } (số { $number }); tham gia từ câu tiếp theo.
cli-live-ended = Buổi thi số { $number } đã kết thúc hoặc đã hủy.
cli-live-sheet-people = Cá nhân
cli-live-sheet-units = Đơn vị
cli-live-watermark-title = Kết quả buổi thi trực tiếp “{ $title }”

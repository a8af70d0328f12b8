"""«Kẹt ở đây»: what citizens and helpers hear while the bot brings them together."""

from __future__ import annotations

# -- the citizen opens a case ------------------------------------------------------------------------------------------

WHICH_AREA = "Dạ, cháu tìm người giúp bác ngay.{urgent}\n\nBác ở {unit} nào ạ?"
WHICH_AREA_TYPED = "Dạ, cháu tìm người giúp bác ngay.{urgent}\n\nBác gõ tên {unit} mình ở giúp cháu ạ."
ELSEWHERE = "Nơi khác, không rõ"
PASSING_ON = (
    "Dạ, cháu **đang chuyển** lời bác tới {whom} (số **{number}**). Chuyển tới nơi, cháu báo bác ngay.\n"
    "Trong lúc chờ, bác gõ thêm chỗ đang vướng hoặc gửi ảnh màn hình: người giúp sẽ đọc được. "
    "Bác đừng gửi mã OTP, mật khẩu."
)
CLOSED_NOW = (
    "Dạ, giờ này người giúp đã nghỉ. Cháu giữ lời bác (số **{number}**), đến **{when}** cháu chuyển ngay.\n"
    "Bác gõ thêm chỗ đang vướng hoặc gửi ảnh màn hình: người giúp sẽ đọc được.{urgent}"
)
URGENT = "\nBác muốn gặp tận nơi thì đến {desk}{hours}{phone}."
OPEN_HERE = "\nNgay lúc này có **{name}** ở {where}, tới {until}: bác ghé là gặp được người."
CODE = "\nMã theo dõi: **{code}**. Lỡ đóng trang, bác mở lại rồi gõ «theo dõi {code}» là cháu nối tiếp."
NOT_NEEDED = "Không cần nữa"
OPEN_ALREADY = "Dạ, việc số **{number}** của bác đang chờ {whom} nhận. Bác gõ thêm gì cháu ghi vào đó ạ."
HELPED_ALREADY = "Dạ, **{helper}** đang giúp bác (số **{number}**). Bác cứ nhắn ở đây, cháu chuyển lời."
TOO_MANY = "Dạ, hôm nay bác đã nhờ nhiều lần rồi ạ. Bác đến gặp tận nơi thì nhanh hơn.{urgent}"
IN_GROUP = "Bác nhắn riêng cho cháu rồi gõ «gặp người»: cháu tìm người giúp bác."

REACHED = "Dạ, lời bác **đã tới** {whom} (số **{number}**). Ai nhận, cháu báo bác ngay."
NOBODY_YET = (
    "Dạ, việc số **{number}** của bác đến giờ chưa ai nhận. Cháu xin lỗi bác, {when} cháu hỏi lại tiếp ạ.{urgent}"
)
GIVEN_UP = (
    "Dạ, cháu đã hỏi nhiều lần mà việc số **{number}** của bác chưa ai nhận được, cháu xin lỗi bác. "
    "Cháu đã ghi lại cho cán bộ xem.{urgent}"
)
NOTED = "Dạ, cháu ghi thêm vào việc số **{number}** rồi. Ai nhận, người ấy sẽ đọc được ạ."
CANCELLED = "Dạ, cháu khép việc số **{number}**. Cần thì bác lại bấm «Kẹt ở đây» hoặc gõ «gặp người» ạ."
TAKEN_FOR_YOU = (
    "**{helper}** đã nhận giúp bác (số **{number}**). Bác cứ nhắn ở đây, cháu chuyển lời hai bên.\n"
    "Mã OTP, mật khẩu bác tự bấm, đừng gửi cho ai, kể cả người giúp."
)
HANDED_ON = "Dạ, {helper} nhờ người khác giúp bác tiếp (số **{number}**). Cháu **đang chuyển** ạ."
WENT_SILENT = "Dạ, {helper} đang bận chưa đáp được. Cháu **đang chuyển** việc số **{number}** sang người khác ạ."

SQUAD = "người hỗ trợ {area}"
LEADERS = "đội phụ trách {area}"
DESK = "bàn tư vấn"
OFFICERS = "cán bộ {commune}"
SOMEBODY_THERE = "người hỗ trợ của {commune}"

# -- the helper --------------------------------------------------------------------------------------------------------

OFFER = "**Bà con cần người giúp – số {number}**{again}\n{what}"
STILL = " (vẫn chưa ai nhận)"
HANDED = " (người trước nhờ giúp tiếp)"
REOPENED = " (bà con mở lại)"
WHERE = "Nơi ở: {area}"
WHERE_UNKNOWN = "Nơi ở: chưa rõ"
AT_STEP = "Kẹt ở: «{title}», bước {step}/{total}: {text}"
AT_GUIDE = "Đang đọc: «{title}»"
DEVICE = "Máy: {device}"
WORDS = "Bà con viết: «{words}»"
TAKE = "Nhận việc {number}"
TAKE_TYPED = "Anh/chị gõ **nhận {number}** để nhận."
TAKE_TYPED_GROUP = "Anh/chị gọi tên em rồi gõ **nhận {number}** để nhận."
ONE_ONLY = "Ai nhận trước thì giúp, em báo cho bà con."

CARD = "Anh/chị đã nhận việc số **{number}**: {name}.\n{what}"
CARD_LINES = "\nĐã trao đổi:\n{lines}"
LINE_OF = "{who}: {text}"
CITIZEN = "bà con"
READY = "\nCâu soạn sẵn:\n———\n{text}\n———"
CARD_HOW = (
    "\n\nAnh/chị gõ gì ở đây, em chuyển cho bà con. Đừng hỏi mã OTP, mật khẩu. "
    "Khi xong gõ **xong việc**; nhờ người khác gõ **chuyển việc**; báo cáo số liệu vẫn gõ **bc …**"
)
MAYBE_AWAY = "\n(Bà con nhắn từ trang trò chuyện, có thể đã đóng trang; mở lại sẽ đọc được.)"
SEND_READY = "Gửi câu soạn sẵn"
SEND_READY_TYPED = "\nMuốn gửi câu này, anh/chị gõ **gửi câu soạn sẵn**."
CANCEL_TYPED = "\nKhông cần nữa, bác gõ **thôi**."
NOTHING_TO_REOPEN = "Dạ, ở đây chưa có việc nào để mở lại. Bác gõ «gặp người» để nhờ giúp ạ."
DONE = "Xong việc"
HAND_ON = "Chuyển người khác"
READY_SENT = "Em chuyển câu soạn sẵn cho {name} (số {number})."
READY_INTRO = "Dạ, bác làm thử thế này ạ:"
NO_READY = "Dạ, việc này chưa có câu soạn sẵn. Anh/chị gõ câu trả lời giúp em."
TAKEN_IN_GROUP = "{helper} đã nhận việc số **{number}**. Em gửi chi tiết ở cửa sổ riêng."
WRITE_FIRST = "Anh/chị nhắn riêng cho em một tin trước, rồi gõ «nhận {number}»: em chuyển lời bà con vào cửa sổ riêng."
TAKEN_BEFORE = "Việc số {number} đã có {helper} nhận lúc {when} rồi ạ. Cảm ơn anh/chị!"
YOURS_BEFORE = "Việc số {number} anh/chị đã nhận rồi ạ. Anh/chị gõ gì ở đây, em chuyển cho bà con."
OVER_BEFORE = "Việc số {number} đã khép lại rồi ạ. Cảm ơn anh/chị!"
NOT_READY = "Việc số {number} bà con đang ghi thêm, em sẽ báo khi cần người nhận ạ."
NO_SUCH = "Em không thấy việc số này. Anh/chị gõ **việc** để xem các việc đang chờ."
NOT_YOURS = "Việc số {number} là của nơi khác ạ. Khi nơi đó chưa ai nhận, em sẽ báo cán bộ."
YOUR_OWN = "Dạ, đây là việc của chính mình nên xin để người khác nhận ạ."

TO_HELPER = "**#{number} {name}:** {text}"
TO_CITIZEN = "**{helper}:** {text}"
AGAIN = "(gửi lại, có thể đã đọc rồi) "
EDITED = "(sửa lại) {text}"
SENT_TO = "→ số {number}, {name}"
MAYBE_REPORT = "Em chuyển câu này cho {name} (số {number}). Nếu là số liệu, anh/chị gõ lại với **bc** ở đầu."
WHICH_CASE = "Anh/chị đang giúp {count} người. Câu này gửi cho ai ạ?"
TURNED_TO = "Từ giờ anh/chị gõ gì, em chuyển cho {name} (số **{number}**)."
NOT_WITH_YOU = "Việc số {number} không còn do anh/chị giữ nên câu này em **chưa chuyển**. Gõ **việc** để xem các việc."
CASE_OVER = "Việc số {number} đã khép lại nên câu này em **chưa chuyển**."
NOT_DELIVERED_TO_CITIZEN = "Câu này **chưa tới** {name} (số {number}): «{text}»\n{why}"
NOT_DELIVERED_TO_HELPER = "Dạ, câu này của bác **chưa tới** {helper}: «{text}»\nCháu **đang chuyển** sang người khác ạ."
WHY_GONE = "Bà con đã chặn bot hoặc xoá trò chuyện."
WHY_WINDOW = "Zalo chỉ cho nhắn khi bà con mới nhắn gần đây; phải chờ bà con nhắn lại."
WHY_OTHER = "Kênh không nhận. Anh/chị thử lại sau, hoặc gọi điện nếu có số."

PHOTO = "(ảnh)"
VOICE = "(lời nói)"
FILE = "(tệp đính kèm)"
PHOTO_FROM = "Ảnh của {name}"
VOICE_FROM = "Lời nói của {name}"
FILE_NOT_PASSED = "Dạ, {what} vừa gửi em **chưa chuyển được**. Xin gửi lại, hoặc tả bằng chữ giúp em ạ."
FILE_NOT_TAKEN = "Dạ, em chỉ chuyển được chữ, ảnh và lời nói thôi ạ."
A_PHOTO = "ảnh"
A_VOICE = "lời nói"

NOTHING_WAITS = "Hiện không có bà con nào chờ giúp ạ."
MINE = "**Anh/chị đang giúp:**"
WAITING = "**Đang chờ người nhận:**"
OTHERS = "**Người khác đang giúp:**"
LISTED = "• số {number}: {what} (từ {since})"
LISTED_WITH = "• số {number}: {what} – {helper} (từ {since})"
TURN_TO = "Trả lời số {number}"
HAND_OF = "Chuyển số {number}"

REMIND_HELPER = "Bà con việc số **{number}** đang chờ anh/chị trả lời: «{text}»\nNếu bận, anh/chị gõ **chuyển việc**."
TAKEN_AWAY = "Việc số {number} chờ lâu nên em đã nhờ người khác giúp tiếp. Không sao ạ, cảm ơn anh/chị!"
HANDED_BY_YOU = "Em **đang chuyển** việc số {number} cho người khác. Cảm ơn anh/chị!"
CITIZEN_CANCELLED = "Bà con báo không cần nữa: việc số {number} đã khép. Cảm ơn anh/chị!"
CITIZEN_MOVED = "Bà con việc số {number} nhắn tiếp từ nơi khác."
NO_HELPERS = "Không có ai nhận được việc số {number}: chưa người hỗ trợ, đội trưởng hay cán bộ nào nối với bot. {what}"
OFFICERS_GIVEN_UP = "Việc số {number} đã hỏi {rounds} lượt mà chưa ai nhận, em đã khép lại. {what}"

# -- the end -----------------------------------------------------------------------------------------------------------

CLOSED_BY_YOU = "Đã khép việc số **{number}**. Cảm ơn anh/chị! Em hỏi lại bà con xem đã được chưa."
HELPER_DONE = "{helper} báo đã xong việc số **{number}**. Bác thấy được chưa ạ?"
IDLE_DONE = "Lâu rồi không ai nhắn thêm nên cháu khép việc số **{number}**. Bác thấy được chưa ạ?"
IDLE_HELPER = "Việc số {number} một ngày không ai nhắn thêm, em đã khép lại."
RATE_TYPED = "\nBác gõ **được**, **chưa được**, hoặc **mở lại** giúp cháu."
UP = "👍 Được rồi"
DOWN = "👎 Chưa được"
REOPEN = "Mở lại"
THANKS_UP = "Dạ, cháu cảm ơn bác ạ."
SORRY_DOWN = "Dạ, cháu xin lỗi bác. Bác bấm «Mở lại» hoặc gõ **mở lại**, cháu tìm người giúp tiếp ạ."
RATED_BEFORE = "Dạ, cháu ghi rồi ạ."
STILL_OPEN = "Dạ, việc số **{number}** vẫn đang mở ạ."
TOO_OLD = "Dạ, việc số {number} khép lâu rồi. Bác gõ «gặp người» để nhờ việc mới ạ."

# -- the follow-up code ------------------------------------------------------------------------------------------------

FOLLOW_HOW = "Bác gõ «theo dõi» rồi mã, ví dụ «theo dõi KMTA-XWPD» ạ."
WRONG_CODE = "Dạ, mã theo dõi này không đúng. Bác xem lại giúp cháu ạ."
CODE_LOCKED = "Dạ, mã sai nhiều lần nên cháu tạm khoá {minutes} phút. Bác thử lại sau ạ."
FOLLOWED = "Dạ, cháu nối lại việc số **{number}** của bác.{state}"
FOLLOWED_WAITING = " Việc đang chờ {whom} nhận."
FOLLOWED_HELPED = " **{helper}** đang giúp bác, bác cứ nhắn ở đây."
FOLLOWED_CLOSED = " Việc đã khép; cần thì bác bấm hoặc gõ **mở lại**."
FOLLOWED_ELSEWHERE = (
    "Việc số {number} nay được nhắn tiếp từ nơi khác bằng mã theo dõi. Nếu không phải bác, bác gõ «gặp người»."
)

# -- what others can learn from it -------------------------------------------------------------------------------------

CANDIDATE = (
    "**Một câu trả lời hay, có thể đưa vào hướng dẫn**\nBà con hỏi: «{question}»\n{who} trả lời:\n———\n{answer}\n———\n"
    "Bà con báo đã giúp được. Anh/chị **duyệt** thì ai hỏi lại cũng được đáp ngay."
)
CANDIDATE_TYPED = "\nGõ **/cauhoi**, chọn câu này rồi dán câu trả lời để duyệt."
AT_STEP_TITLE = "Kẹt ở bước {step} bài «{title}»"
AT_GUIDE_TITLE = "Vướng ở bài «{title}»"

ROLE_HELPER = "{name}, người hỗ trợ"
ROLE_LEADER = "{name}, {role} {area}"
ROLE_OFFICER = "cán bộ {name}"
NO_NAME = "người giúp"
YOU = "bác"

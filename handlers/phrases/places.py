"""Support points: where and when, being told of changes, and editing them by chat."""

from __future__ import annotations

# -- reading hours ----------------------------------------------------------------------------------------------------

SLOT_EXAMPLE = "ví dụ «thứ hai đến thứ sáu 7:30-11:30, 13:30-17:00» hoặc «25/10 8:00-11:00»"
SLOT_EMPTY = f"chưa có giờ mở; {SLOT_EXAMPLE}"
SLOT_NO_HOURS = f"«{{text}}» chưa có giờ từ – đến; {SLOT_EXAMPLE}"
SLOT_NO_DAYS = f"«{{text}}» chưa có ngày hay thứ; {SLOT_EXAMPLE}"
SLOT_UNKNOWN = f"chưa rõ «{{word}}» trong «{{text}}»; {SLOT_EXAMPLE}"
SLOT_HOURS = "«{text}» chưa đúng giờ: giờ đóng phải sau giờ mở, trong một ngày"
SLOT_BACKWARDS = "«{text}»: ngày cuối đứng trước ngày đầu"
SLOT_NO_SUCH_DAY = "«{day}» không phải ngày, ví dụ 20/11 hoặc 20/11/2025"

# -- where and when ---------------------------------------------------------------------------------------------------

OPEN_NOW = "**Đang mở bây giờ ({now}):**"
NOTHING_NOW = "Dạ, bây giờ ({now}) chưa có điểm nào mở."
NEXT = "**Sắp mở:**"
WINDOW = "**{when}:**"
NOTHING_THEN = "Dạ, {when} chưa có điểm nào mở."
NEXT_THERE = " Gần nhất có:"
NEAR = "**Gần {area}:**"
NOTHING_NEAR = "Dạ, sắp tới chưa có buổi nào ngay tại {area}. Bác đến được các điểm này:"
ITEM = "• {hours}: **{name}**{where}"
ITEM_WHERE = " – {where}"
ITEM_PHONE = " ☎ {phone}"
ITEM_MOVED = " (mới dời)"
ITEM_MAP = "\n  Đường đi: {map}"
BRING = "Mang theo {bring}."
BRING_ANY = "Mang theo căn cước và điện thoại. Không mất tiền."
PAGE = "Cả lịch: {link}"
NONE_AT_ALL = "Dạ, sắp tới chưa có buổi nào trong lịch.{contact}"
TODAY = "hôm nay"
TOMORROW = "ngày mai"
UNTIL = "mở tới {until}"
NOW_UNTIL = "Đang mở, tới {until}"
WEEK = "**Lịch hỗ trợ {first} – {last}{area}**"
WEEK_DAY = "**{day}**"
WEEK_LINE = "• {hours} {name}{where}{moved}"
WEEK_DESK = "• **{name}**{where}: {hours}"
WEEK_MORE = "… và {count} buổi nữa."
WEEK_NONE = "Bảy ngày tới chưa có buổi nào trong lịch{area}."
WEEK_AREA = " – {area}"


MY_AREA = "Tìm gần nhà"
WHICH_AREA = "Nhà bác ở {unit} nào ạ? Bác chọn, hoặc gõ tên {unit}."
FOLLOW = "Nhắc khi về {area}"
WHOLE_WEEK = "Lịch cả tuần"
EDIT = "Sửa lịch"

GROUP_MORE = "(Bác nhắn riêng cho cháu để hỏi kỹ hơn.)"

# -- being told -------------------------------------------------------------------------------------------------------

FOLLOW_WHICH = "Cháu nhắc khi đội về {unit} nào ạ? Bác chọn, hoặc gõ tên {unit}."
FOLLOWED = (
    "Dạ, cháu sẽ nhắn bác chiều hôm trước mỗi buổi ở **{area}**, và nhắn ngay khi lịch đổi.{next} "
    "Muốn thôi, bác gõ «thôi nhắc lịch»."
)
FOLLOWED_NEXT = " Buổi tới: {when}, {where}."
FOLLOWS = "Dạ, cháu đang nhắc bác lịch của **{area}** rồi ạ.{next} Muốn thôi, bác gõ «thôi nhắc lịch»."
UNFOLLOWED = "Dạ, cháu thôi nhắc lịch. Cần lại, bác gõ «nhắc tôi khi đội về {unit}»."
NOT_FOLLOWING = "Dạ, cháu đang không nhắc lịch nào cho bác."
PRIVATELY = "Dạ, việc này bác nhắn riêng cho cháu nhé."
REMIND = "Nhắc bác: **{when}**, {name} ở {where}. {bring}\n(Thôi nhận: gõ «thôi nhắc lịch».)"
CHANGED = "**Lịch hỗ trợ đổi:** {name}\n{what}"
CHANGED_MOVED = "Trước: {old}\nNay: **{new}**"
CHANGED_CLOSED = "Buổi {old} **không mở**.{next}"
CHANGED_ADDED = "Thêm buổi: **{new}**"
CHANGED_BACK = "Lại đúng như lịch cũ: **{new}**"
CHANGED_NEXT = " Buổi gần nhất: {when}, {where}."
CHANGED_BY = "(do {who} đổi)"

# -- editing by chat --------------------------------------------------------------------------------------------------

HOW = (
    "Anh/chị gõ một dòng:\n"
    "• **dời {example} sang nhà văn hoá {unit} {other} 14h** – đổi nơi, giờ, ngày của một buổi\n"
    "• **huỷ buổi {example} 25/10** – không mở buổi ấy\n"
    "• **thêm buổi {example} 25/10 18:00-20:00 tại nhà văn hoá** – thêm một buổi\n"
    "• **trả lại buổi {example} 25/10** – lại như lịch cũ\n"
    "Em cho xem trước rồi mới đổi, và báo những người đã hỏi."
)
MOVE_HOW = (
    "Em chưa rõ dời sang **nơi nào, ngày giờ nào** ạ. Ví dụ: **dời {example} sang nhà văn hoá {unit} {other} 14h**."
)
ADD_HOW = "Em cần **ngày và giờ từ – đến** ạ. Ví dụ: **thêm buổi {example} 25/10 18:00-20:00 tại nhà văn hoá**."
WHICH = "Anh/chị muốn đổi **buổi nào** ạ?"
WHICH_NONE = "Em không thấy buổi nào như vậy trong 30 ngày tới. Anh/chị gõ **/lich** để xem các buổi."
WHICH_PLACE = "Anh/chị ghi giúp em tên {unit} (ví dụ **{example}**)."
NOT_YOURS = "Buổi này ở {area}, ngoài nơi anh/chị phụ trách. Anh/chị nhờ cán bộ xã đổi giúp ạ."
SAME = "Buổi ấy vốn đã đúng như vậy rồi ạ."
PAST = "Giờ ấy đã qua rồi ạ. Anh/chị gõ lại ngày giờ giúp em."
FAR = "Ngày ấy xa quá (hơn 60 ngày). Anh/chị xem lại ngày giúp em."
TIME_ORDER = "Giờ đóng phải sau giờ mở ạ. Ví dụ «14:00-16:30»."
CLASHES = "Lúc ấy điểm này đã có một buổi rồi ạ."
PREVIEW = "{what}\nEm sẽ báo {count}. Anh/chị **duyệt** chứ ạ?"
PREVIEW_MOVE = "**{name}**\nĐang là: {old}\nSẽ là: **{new}**"
PREVIEW_CLOSE = "**{name}**\nBuổi {old} sẽ **không mở**."
PREVIEW_ADD = "**{name}**\nThêm buổi: **{new}**"
PREVIEW_BACK = "**{name}**\nBuổi {old} trở lại như lịch: **{new}**"
PREVIEW_COUNT = "{count} người đã hỏi hoặc nhờ nhắc"
PREVIEW_NOBODY = "đội phụ trách (chưa có ai hỏi buổi này)"
YES = "Duyệt"
NO = "Thôi, không đổi"
SAVED = "Đã đổi lịch. Em đang báo những người đã hỏi."
LEFT = "Vâng, em giữ nguyên lịch."
FASTER = "Vừa có người khác đổi điểm này. Anh/chị xem lại **/lich** rồi gõ lại giúp em."
OUTING_NAME = "Tổ công nghệ số về {area}"

# -- the page and the calendar ----------------------------------------------------------------------------------------

PAGE_CLOSED = "không mở"
PAGE_MOVED = "mới dời"
FEED_NAME = "Lịch hỗ trợ {commune}"
FEED_CANCELLED = "Không mở: {name}"

# -- import from a table ----------------------------------------------------------------------------------------------

TABLE_NO_HEADING = "không thấy dòng tiêu đề; cần ít nhất các cột: Tên điểm, và Lịch (hoặc Ngày, Từ giờ, Đến giờ)"
TABLE_UNKNOWN_HEAD = "cột «{head}» chưa rõ; các cột: {known}"
TABLE_TWICE = "cột «{head}» có hai lần; xin giữ một"
TABLE_MISSING = "thiếu cột «{head}»"
TABLE_NO_NAME = "thiếu tên điểm"
TABLE_NO_HOURS = "thiếu lịch mở: ghi cột Lịch, hoặc các cột Ngày (hay Thứ), Từ giờ, Đến giờ"
TABLE_UNKNOWN_AREA = "không có {unit} «{text}»; các {unit}: {known}"
TABLE_KIND = "«{text}» chưa rõ; ghi «bàn» (cố định) hoặc «lưu động»"
TABLE_OUTING_AREA = "buổi lưu động cần một {unit}"
TABLE_MAP = "đường dẫn bản đồ phải bắt đầu bằng https://"
TABLE_HOUR = "«{text}» không phải giờ, ví dụ 7:30"
TABLE_ORDER = "giờ đóng phải sau giờ mở"
TABLE_DAY = "«{text}» không phải ngày hay thứ, ví dụ 25/10/2025 hoặc «thứ bảy»"
TABLE_YES_NO = "«{text}» chưa rõ; ghi «có» hoặc «không»"
TABLE_LONG = "dài quá {most} chữ"
TABLE_DIFFERS = "khác với dòng {row} của cùng điểm «{name}»; xin ghi một lần hoặc ghi giống nhau"
TABLE_EMPTY = "không có điểm nào dưới dòng tiêu đề"
TABLE_DONE = "Đã ghi {count} điểm hỗ trợ ({slots} khung giờ) vào chiến dịch «{campaign}»."
TABLE_NEW = "  thêm: {name} ({id})"
TABLE_CHANGED = "  đổi: {name} ({id})"
TABLE_SAME = "  giữ nguyên: {name} ({id})"

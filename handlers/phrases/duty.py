"""Invite codes and groups."""

from __future__ import annotations

WELCOME_DUTY = "Đã nhận mã. Từ nay anh/chị là **{role}**{area}. Cảm ơn anh/chị đã nhận việc!"
WRONG_CODE = "Mã này không đúng hoặc đã hết hạn. Anh/chị xem lại giúp, hoặc xin cán bộ mã mới. Còn {left} lần thử."
LOCKED = "Anh/chị đã nhập sai {times} lần nên em tạm khoá việc nhập mã trong {minutes} phút. Xin cán bộ mã mới giúp em."
USED_CODE = "Mã này đã có người dùng rồi, mỗi mã chỉ dùng một lần. Anh/chị xin cán bộ mã mới nhé."
EXPIRED_CODE = "Mã này đã quá hạn. Anh/chị xin cán bộ mã mới nhé, mã mới dùng được trong 15 phút."
CODE_IN_GROUP = "Mã mời là của riêng một người. Xin anh/chị nhắn mã cho em ở cửa sổ riêng, đừng gửi trong nhóm."
GROUP_ASK = "Nhóm này là nhóm nào ạ?"
GROUP_BOUND = "Đã nối: đây là **{what}**. Từ nay nhắc hẹn và số liệu sẽ gửi vào đây."
GROUP_SQUAD = "nhóm {squad}"
GROUP_OFFICERS = "nhóm cán bộ"
GROUP_CLASS = "nhóm lớp"
GROUP_NONE = "không nối nữa"
GROUP_LET_GO = "Đã thôi nối nhóm này. Em sẽ không tự gửi tin vào đây nữa."
GROUP_UNKNOWN = "Em chưa rõ đó là nhóm nào. Anh/chị chọn giúp em:"
GROUP_BY_OFFICER = (
    "Dạ, việc nối nhóm do cán bộ làm. Xin nhờ cán bộ gõ /nhom trong nhóm, hoặc xin một mã rồi gõ «/nhom <mã>»."
)
INVITED = (
    "Mã mời **{role}**{area}: **{code}**\nDùng một lần, trong {minutes} phút. "
    "Người nhận gõ mã này khi nhắn riêng với em.{practice}"
)
INVITE_PRACTICE = "\n{count} lần báo cáo đầu là để tập, không tính."
INVITE_HOW = (
    "Anh/chị gõ chức và nơi, ví dụ «/moi đội trưởng {area}» hoặc «/moi đội phó {area}»; thêm chữ «tập» ở cuối để "
    "hai lần báo cáo đầu chỉ là tập.\nCũng mời được «/moi người hỗ trợ {area}» (bỏ tên nơi thì ngồi bàn tư vấn), "
    "«/moi giáo viên»."
)
NOT_GIVEN = "Dạ, việc này chỉ cán bộ phụ trách chung của cả chiến dịch giao được. Xin nhờ anh/chị ấy giúp ạ."
GROUP_NOT_YOURS = "Dạ, nhóm này không thuộc địa bàn anh/chị phụ trách. Xin nhờ cán bộ phụ trách chung nối giúp ạ."

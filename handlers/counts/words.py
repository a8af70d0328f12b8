"""The words around figures in a report, by what they do to a figure. None of them belongs to one campaign."""

from __future__ import annotations

from handlers.counts.tokens import Words

OPENERS = Words("""
    bc, báo cáo, báo, baocao, b/c, bcáo, bcao, nộp, nộp báo cáo, gửi báo cáo, gởi báo cáo, nộp bc, gửi bc, gởi bc,
    bccs, báo số, báo số liệu, nộp số liệu, gửi số liệu, gởi số, gửi số, cập nhật số liệu, rp, report, kết quả,
    tổng hợp, số liệu, chốt số, chốt sổ, báo kết quả, báo cáo kết quả, báo cáo nhanh
    """)
STRONG_OPENERS = Words("""
    bc, báo cáo, baocao, bcáo, bcao, nộp, báo, gửi báo cáo, gởi báo cáo, gửi bc, gởi bc, gửi số, gởi số,
    gửi số liệu, báo số, báo số liệu, report, rp, chốt số
    """)
POLITE = Words("""
    dạ, em, thưa, xin, kính, chị, anh, chào, ạ, a, cô, chú, bác, mình, tôi, tui, con, cháu, xin phép, gửi, gởi,
    chị ơi, anh ơi, vâng, ơi, sếp, tổ trưởng, đội trưởng, trưởng thôn, trưởng ấp, kính gửi, kính thưa, alo, ad,
    admin, bot, kính báo, oke, ok, ừ, ừm, uh, à, ờ, hi, hello, hế lô, thì, này, nè, quên, ê, các, bạn, mọi người,
    mn, mng
    """)

FILLERS = Words("""
    vẫn, trở, được tổng, lấy, nghen, gần như, tự, theo, từ, trực tiếp, vô, zô, vừa rồi, bấy, tư vấn, lúc này,
    trước giờ, lận, mần, đặng, bển, nhaa, nhaaa, nhaaaa, ạaa, ạaaa, lm, j, z, vs, đx, cx, nữa, thui, hoi, đó, r,
    rồi, rui, dk, lun, đag, hqua, hnay, tn, đi, sr, dạ, zạ, dzậy, thành, sang, lớp, được, đc, dc, đươc, đựơc,
    có, là, la, ca, người, ngừoi, ng, ngươi, bác, cô, chú, anh, chị, ông, bà, cụ, cái, tài khoản, tk, trường
    hợp, th, lượt, hộ, làm, xong, đạt, thì, đã, mới, chỉ, số, lượng, số lượng, cho, về, các, kích hoạt, đăng ký,
    đk, cài, cài đặt, mở, tạo, hoàn thành, hướng dẫn, hd, hỗ trợ, giúp, thực hiện, ghi nhận, ạ, a, nha, nhé,
    nhe, !hén, ha, vậy, luôn, cả, hết thảy, tổng, tổng số, tổng cộng, tất cả, toàn, đúng, tròn, đủ, vỏn vẹn, em,
    tụi em, chúng em, mình, tôi, tui, tổ, đội, nhóm, bên, bà con, dân, người dân, công dân, hôm nay, nay, bữa
    nay, ngày, sáng, chiều, tối, trưa, đến, tới, qua, ghé, thăm, vận động, thêm, với, của, trong, tại, ở, nhà,
    app, ứng dụng, lên, vào, thành công, ok, oke, phần, mục, chỉ tiêu này, kết quả, kq, báo, bc, báo cáo, con
    số, thưa, bộ, chiếc, hồ sơ, đơn vị, tuần này, tháng này, cá nhân, điện tử, online, trực tuyến, mấy, những,
    đây, ấy, tính, hiện, hiện tại, hiện có, đang có, nhận, thu, thu được, ra, riêng, còn, thôi, á, à, nè, nghe,
    luon, sl, slg, cộng, tính đến nay, đến nay, đều đặn, khách, nguoi, ngdan, ấp, thôn, xóm, khóm, khu phố, phát
    sinh, giùm, dùm, được cho, gồm, bao gồm, thảy, hẳn, rứa, chẵn, làm cho, cháu, kết, quả, địa, phương, bằng,
    nãy, hồi nãy, lúc nãy, tiếp, tiếp tục, lớn tuổi, cao tuổi, trung niên, cũng, chung, sổ, đồng chí, đ/c, mỗi,
    vừa, vừa xong, xong xuôi, cấp, phát, triển khai, tích hợp, nộp, hum, mik, mk, mng, x, giờ, lẹ, tớ, hết, ảnh,
    đấy, bạn, này, đê, nhoa, nhen, nhá, nhỉ, rùi, ùi, ờ, ừ, ừm, uh, tập huấn, cùng, lại, kì, kỳ, học viên, hv,
    ghi, đợt này, cấy, cái nớ, nx, chịu làm, chịu cài, chịu mở, chịu kích hoạt, chịu ký
    """)

NEGATING = Words("""
    hỏi,
    chưa, không, ko, hok, hông, hổng, chẳng, hẹn, mai, ngày mai, sẽ, lỗi, bị, hỏng, hư, hủy, huỷ, thiếu, còn thiếu,
    !cần, chờ, đợi, từ chối, thất bại, rớt, trượt, sắp, dự kiến, kế hoạch, chỉ tiêu, mục tiêu, phấn đấu, đang,
    trả lại, sai, vắng, đi vắng, khóa cửa, khoá cửa, đóng cửa, hụt, trễ, bận, muốn, !định, xin, đăng ký mới, nhờ,
    mất, hết hạn, quên, giao, được giao, phải, cuối tuần, tuần sau, tháng sau, dang dở, dở dang, nhưng, k, kg,
    đợi duyệt, chờ duyệt, chưa xong, !nợ, tồn
    """)
GOALS = Words("""
    chỉ tiêu, mục tiêu, kế hoạch, phấn đấu, dự kiến, hứa, được giao, giao, đăng ký chỉ tiêu, sẽ, !định, lũy kế, luỹ kế,
    cộng dồn, lk, cả đợt, tính từ đầu, kể từ đầu, từ đầu tới giờ, từ đầu đến giờ, từ đầu đến nay, từ đầu tới nay,
    từ đầu đợt, từ đầu chiến dịch, từ đầu năm, từ trước đến nay, từ trước tới giờ,
    tuần trước, tháng trước, kỳ trước, đợt trước, hôm trước, bữa trước, lần trước, năm ngoái, cả tuần, cả tháng,
    tổng từ đầu
    """)
CUMULATIVE = Words("""
    tính đến nay, từ đầu tháng, từ đầu tuần, cả tuần, cả tháng,
    lũy kế, luỹ kế, cộng dồn, lk, từ đầu đợt, từ đầu chiến dịch, từ đầu năm, từ trước đến nay, từ trước tới giờ,
    tổng từ đầu, tính từ đầu, kể từ đầu, từ đầu tới giờ, từ đầu đến giờ, từ đầu đến nay, từ đầu tới nay, cả đợt,
    năm nay, cả năm, từ đầu chiến dịch tới nay
    """)

ABOUT = Words("""
    max, min, nhiều nhất, cao lắm, nhiều lắm, cùng lắm, nhiều lắm là, khoang, tối đa là, tròm trèm, sêm sêm, cao
    nhất, !được cỡ, giỏi lắm, giỏi lắm là, đâu chừng, đâu được, !đâu cỡ, đâu tầm, ước khoảng, khoảng, khoản,
    khoảng chừng, chừng, tầm, !độ, !cỡ, gần, hơn, trên, dưới, ngót, ngót nghét, xấp xỉ, ước, ước chừng, ước
    tính, áng chừng, đâu, đâu đó, suýt soát, !non, ít nhất, tối đa, tối thiểu, không quá, chưa tới, chưa đến,
    gần được, hình như, chắc, có lẽ, đâu khoảng, nhiều hơn, ít hơn, hơn khoảng, xêm xêm, sấp sỉ, cỡ chừng, cỡ
    khoảng, không dưới, quãng, phỏng chừng, chắc cỡ, chắc khoảng, !lối
    """)
AFTER_ABOUT = Words(
    """
    mấy, hơn, ngoài, trở lên, trở xuống, trở lại, !nửa, hoặc hơn, là cùng, là cao, đổ lại, đổ lên, gì đó, hay sao,
    có lẽ, chắc vậy, gì á, rưỡi, dư, có dư, lẻ, có lẻ, mấy người
    """
)
VAGUE = Words("""
    vài, vài ba, dăm, dăm ba, dăm bảy, mấy, nhiều, một số, một vài, một ít, vài chục, mấy chục, hàng chục, ít,
    khá nhiều, đông, một mớ, năm bảy, đôi ba, dăm bữa, cả đống, hàng trăm, !nửa, phân nửa, một nửa, hầu hết, !tá,
    nửa tá, một tá, đầy đủ, !một đôi, !đôi
    """)
ZERO = Words("""
    không có ai, không có người nào, không có ca nào, không có hộ nào, không có trường hợp nào, không ai,
    không ca nào, không người nào, không có ca, không có, không phát sinh, chưa có ai, chưa có ca nào,
    chưa có người nào, chưa ai, chưa có trường hợp nào, chưa có hộ nào, không được ai, không được ca nào,
    không làm được ca nào, không làm được ai, không được người nào, không làm được người nào, không trường hợp nào,
    chưa có, ko có ai, ko có ca nào, ko có, ko ai, ko ca nào, k có ai, k có, k ai, k ca nào, hông có ai, hông có,
    hổng có ai, hổng có, hok có ai, hok có, kg có ai, kg có, chẳng có ai, chả có ai, không có bác nào,
    không có một ai, chưa được ai, chưa được ca nào, chưa làm được ca nào, không có cái nào, không cái nào,
    ko có người nào, ko phát sinh, không có người, không có lượt nào, zero, không có tài khoản nào
    """)
NO = Words("không, ko, hông, hổng, hok, khong, kg, kô")
NONE_AFTER = Words("nào, nào hết, nào cả, ai, ai cả, ai hết, gì, gì hết, hết, cả")

EACH = Words("""
    đều, đều là, đều được, !cùng là, !cùng được, mỗi thứ, mỗi loại, mỗi cái, mỗi mục, mỗi món, mỗi bên, cả hai đều,
    cả ba đều, cả 2 đều, cả 3 đều, mỗi chỉ tiêu, mỗi loại được, mỗi thứ được, đều có, mỗi loại là, mỗi bên được,
    đồng
    """)
HEARSAY = Words("""
    nghe nói, nghe đồn, nghe đâu, nghe bên, nghe chị, nghe anh, nghe cô, nghe chú, nghe bảo, nghe kể, nghe tin, khoe,
    kể, theo em biết, theo tôi biết, theo tui biết, theo mình biết, người ta nói, người ta làm, người ta được, họ làm,
    họ được, xã khác, ấp khác, đội khác, tổ khác, thôn khác, bên đó, bên kia, đội kia, tổ kia, ấp kia, thôn kia,
    bên đội, bên ấp, bên xã, bên thôn, tổ bên, đội bên, ấp bên, thôn bên, xóm bên, đội bạn, tổ bạn, bên khu phố,
    thấy đội, thấy tổ, thấy ấp, thấy bên, thấy thôn, thấy khóm,
    nghe tổ, nghe đội, nghe ấp, nghe thôn, nghe loáng thoáng, !đồn, thấy bảo, thấy nói
    """)
"""What others did, or are said to have done."""
UNREAL = Words("""
    giá mà, giá như, ước gì, ước chi, phải chi,
    ví dụ, vd, giả sử, giả dụ, nếu, thí dụ, chẳng hạn, gõ thử, nhắn thử, ghi thử, thử xem, test, mẫu như,
    đừng ghi, đừng lưu, đừng tính, đừng nhập, khoan ghi, khoan lưu, khoan, chưa ghi, đừng cộng, đừng gửi, không ghi,
    để em làm, để tôi làm, để tui làm, để mình làm, để tụi em, để con làm, đang làm, làm dở, làm nốt, báo sau,
    để em đếm, để em xem, để em coi, để em kiểm, để em hỏi, để tôi đếm, để tôi xem, để tui đếm, để tui coi, để mình xem,
    gõ bc, nhắn bc, soạn bc, ghi bc, nhập bc, gõ báo cáo, nhắn báo cáo, cú pháp, soạn tin,
    không phải của, ko phải của, hông phải của, hổng phải của, hok phải của, k phải của, chưa phải của,
    báo cáo sau, làm sao, làm thế nào, trừ bớt, trừ giùm, trừ giúp, trừ dùm, trừ đi, trừ cho, bớt giùm,
    bớt giúp, bớt cho, đúng chưa, được chưa, phải không, !hả
    """)
"""An example, a trial, a plan of this minute, or an order not to write anything."""
PLANNED = Words("""
    chuẩn bị, cần thêm, !cần, dự là, dự tính, tính làm,
    kế hoạch, chỉ tiêu, mục tiêu, phấn đấu, dự kiến, dự định, được giao, giao, !định, sẽ, tuần sau, tuần tới,
    tháng sau, tháng tới, cố gắng, !ráng, quyết tâm, nhiệm vụ, đặt ra, mai mốt
    """)
COMPARED = Words("so với")

TOTAL = Words(
    """
    tổng, tổng cộng, tổng số, tổng là, cộng, cộng lại, tc, tổng cộng là, tổng hết, tổng chung, cộng chung, cộng hết,
    tất cả, tổng tất cả, cả ngày, cả ngày được, cả buổi, cả buổi được, cả thảy, hết thảy, tất thảy, cả thảy là,
    tổng cả
    """
)
REST = Words(
    """
    còn lại, mấy cái còn lại, các mục còn lại, mục khác, các mục khác, cái khác, mấy cái khác, những mục khác,
    phần còn lại, các chỉ tiêu khác
    """
)
CLAUSE = Words(
    """
    còn, nhưng, mà, ngoài ra, riêng, trong đó, thế nhưng, tuy nhiên, do, vì, tại vì, bởi, nên, để, rồi, hiện còn,
    chỉ còn, sau đó, xong
    """
)
JOIN = Words("và, với, cùng, cùng với, vs, w, cộng với, kèm, lẫn, va")

OBSTACLES = Words("""
    vướng mắc, vướng, khó khăn, kẹt, lý do, lí do, ghi chú, trở ngại, nguyên nhân, tồn tại, hạn chế, kiến nghị,
    đề xuất, đề nghị, note, vuong mac, khó là, cái khó, khó khăn vướng mắc, vướng mắc khó khăn, tình hình, p/s, ps,
    lưu ý, kk, vm
    """)
KEEP_KEYWORD = Words("kẹt, kiến nghị, đề xuất, đề nghị")
NOTHING = Words(
    """
    không, không có, ko, ko có, k, hông, không có gì, ko có gì, hông có, không ạ, không có ạ, chưa có,
    không vướng gì, 0, hok
    """
)

ADDING = Words(
    """
    thêm, bổ sung, bs, cộng thêm, báo thêm, bc thêm, làm thêm, mới thêm, có thêm, phát sinh thêm, được thêm,
    ghi thêm
    """
)
CORRECTING = Words("""
    sửa, sửa lại, đính chính, nhầm, !lộn, báo nhầm, báo lộn, gõ nhầm, gõ lộn, ghi nhầm, ghi lộn, điều chỉnh,
    chỉnh lại, !chỉnh, thay số, thay lại, thay thành, thay bằng, thay giúp, thay giùm, lộn rồi, ủa lộn, !đổi,
    đổi lại, ghi lại, báo lại, nhập lại, sửa số, sửa thành, sai số, xin lỗi, bc lại, xí lộn, ý lộn,
    báo cáo lại, cải chính, hiệu chỉnh, suả
    """)
_NOT = "không, ko, k, kg, hông, hổng, hong, hok, hk, hem, hỏng, khong, chẳng, chả, nỏ, đâu"
NOT_BUT = Words(
    "chứ không, chớ không, chứ ko, chứ hông, chứ hok, thay vì, thay cho",
    *(f"{link} {no.strip()} phải" for link in ("chứ", "chớ", "") for no in _NOT.split(",")),
)
RIGHT = Words("mới đúng, mới phải, mới chuẩn, mới chính xác")
SIGNED = Words("""
    người báo, người báo cáo, người lập, người gửi, người gởi, người tổng hợp, người nhập, người viết, người ký
    """)
PAST = Words("""
    hôm qua, bữa qua, hqua, hôm trước, bữa trước, tuần trước, tuần rồi, tháng trước, tháng rồi, kỳ trước, lần trước,
    hôm kia, đợt trước, hôm rồi, bữa rồi
    """)
BECOMES = Words(
    "đổi lại, đổi lại là, sửa lại, sửa lại là, thành, sang, đổi thành, sửa thành, lại thành, lại là, mới đúng là"
)

_AS = "như, giống, giống như, y, y như, y chang, y chang như, y hệt, bằng, bằng với, in như, vẫn như, y xì, i chang"
_BEFORE = """
    hôm qua, cũ, bữa trước, bữa qua, lần trước, hôm trước, tuần trước, tuần rồi, tháng trước, kỳ trước, kì trước, hqua,
    bình thường, mọi khi, sáng nay, trên, hồi trước, đợt trước, hôm kia, hổm, bữa hổm, trước, hôm bữa, bữa nọ, tuần qua,
    hôm rồi, bữa rồi, báo cáo trước, lần rồi
    """
LIKE_BEFORE = Words(
    "không đổi, không thay đổi, vẫn vậy, vẫn thế, giữ nguyên, y nguyên, gấp đôi, y cũ, ko đổi, vẫn giữ nguyên",
    *(f"{alike.strip()} {when.strip()}" for alike in _AS.split(",") for when in _BEFORE.split(",")),
)
OTHER_PERIOD = Words("""
    tuần trước, tuần rồi, tuần qua, tháng trước, tháng rồi, tháng qua, kỳ trước, kì trước, đợt trước, cả tuần, cả
    tháng, tuần vừa rồi, tháng vừa rồi, tuần vừa qua, tháng vừa qua, cả tuần qua, năm ngoái, năm trước
    """)
BEFORE_HOME = Words("cả, về, ở, tận, từng, tại, khỏi, trong, xa, bên, quanh, coi, giữ")
AFTER_HOME = Words("""
    em, cháu, mình, tôi, tui, con, bà, ông, cô, chú, bác, anh, chị, cụ, dì, văn, trường, nước, máy, mạng, ai, thờ,
    họ, nghỉ, trọ, nó, dân, sinh, mợ, cậu
    """)

ASKING = Words("""
    đc hok, dc hok, được hok, được hem, đc hem, đc hông, dc hông, đc hong, được hong, được hôn, đc hôn,
    do đâu, vì đâu, tại đâu, là do đâu,
    là gì, sao, tại sao, vì sao, làm sao, thế nào, như thế nào, ra sao, mấy giờ, khi nào, bao giờ, bao lâu,
    bao nhiêu, ở đâu, chỗ nào, cách, được không, được ko, phải không, phải ko, có phải, hả, hỏi, cho hỏi, muốn hỏi,
    xin hỏi, hướng dẫn em, hướng dẫn mình, hướng dẫn tôi, hướng dẫn cách, ai, kiểu gì, thế sao, có được, có cần,
    mất tiền, miễn phí, có mất phí, nghĩa là, là sao, ntn, đâu, dc ko, đc ko, được hông, đúng không, đúng ko,
    có đúng, hay không, chưa vậy, chừng nào, hạn, hết hạn, mẫu, gì, gì vậy, mấy, nào, chi phí, cần gì, giúp em,
    giúp tôi, giúp mình, để làm gì, ai vậy, xong chưa, phải làm, có nổi không, nổi không
    """)

STORY = Words("""
    chia, mũi, hướng, tốp, mượn, pin, khẩu, nhân khẩu, chạy, lội, đạp, rảo, xuống, leo,
    người, bác, cô, chú, anh, chị, ông, bà, cụ, nhà, hộ, máy, điện thoại, đt, cháu, em, đứa, đồng chí, đ/c,
    thành viên, tổ viên, bạn, gia đình, ca, trường hợp, dân, lần, buổi, vắng, chưa, không, ko, còn, đi, hẹn, mai,
    nhờ, xin, cần, hỏi, từ chối, già, ốm, bệnh, mất, hết, hư, hỏng, lỗi, khóa, khoá, đóng, cửa, bận, tham gia, họp,
    ra quân, tờ rơi, tờ, phát, loa, xe, vòng, xóm, ngõ, bàn, ghế, điểm, chốt, thợ, học sinh, sinh viên, đoàn viên,
    trực, ở, làm ăn, xa, mưa, nắng, mạng, sóng, wifi, 4g, yếu, lag, chậm, treo, đợi, chờ, vận động, tuyên truyền,
    tập trung, tụi, chúng, phút, tiếng, giờ, ngày, tuần, tháng, năm, tuổi, khách, gặp, tới, lui, cuộc, gọi,
    tin nhắn, sim, nâng cấp, cái máy, chưa có, đang, sẽ, bị, do, vì, tại, cùng, nhóm, tổ, đội, cặp, xã, ấp, thôn,
    phường, cán bộ, công an, viettel, vnpt, mobifone, nhân viên, tình nguyện, kỹ thuật, áo, mũ, nước, cơm, quán,
    chợ, trường, lớp, thầy, con, trẻ, em bé, cao tuổi, khuyết tật, hộ nghèo, nghèo, quay lại, ghé, thăm, lượt đi,
    ý kiến, câu hỏi, thắc mắc, phản ánh, banner, băng rôn, pano, tin bài, bài, video, ảnh, hình, chỗ, nơi, gói, m,
    km, mét, cây số
    """)
"""Words by which a leftover figure is told to be part of a story and not a figure of an unknown indicator."""

MEASURES = Words("""
    cây số, hecta, ki lô mét, phần trăm, độ tuổi, lít, ký lô, kilo, hôm nữa, chai, ngày nay, ngày nữa, điểm,
    !số, !vé, suất, tuổi, giờ, phút, ngày, tháng, tuần, buổi, tiếng, lần, km, mét, đồng, triệu, tỷ, tỉ, ngàn đồng, nghìn
    đồng, vnđ, vnd, thế hệ, độ c, vạch, cột, trận, số điện, chén, ly, đĩa, số cuối, năm
    nay, kg, trang, câu, bước, vòng, chữ số, ký tự, tầng, gb
    """)
PASSWORDS = Words("mật khẩu, quên mk, quên pass, mất mk, đổi mk, mật mã, mã pin")
"""«quên mật khẩu VNeID»: of the app, and no figure of it."""
VIEWS = Words("xem, thích, chia sẻ, bình luận, truy cập, tải, like, share, theo dõi, view, tiếp cận, tương tác")
"""«10 lượt xem»: of a page, not of people who were guided."""
HEADINGS = Words("""
    chỉ tiêu, chỉ tiêu chính, tiêu chí, nội dung, mục, mục chính, đầu việc, chỉ số, danh sách, phần việc, tiêu chí
    chính
    """)
"""«kết quả 3 mục chính: …»: they are counted, not people."""
BEFORE_NUMBERED = Words("""
    kinh, rạch, !cầu, !cống, !tuyến, !đập, sinh, sinh năm, năm sinh, sn, otp, mã otp, cccd,
    !tầng, !lầu, dãy, !sảnh, !ô, tờ số, !bản, phiên bản, bài, khung, ca trực, kênh, xe số, biển số, !bảng, giờ thứ,
    !đời,
    cửa số, quầy, quầy số, cửa, số nhà, nhà số, số, hẻm, ngõ, ngách, kiệt, đường, lô, quốc lộ, tỉnh lộ, ql, dt,
    xóm, đoàn, lần, lần thứ, đợt, buổi, tuần, tuần thứ, quý, cấp, lớp, khối, mức, mức độ, ip, iphone, android,
    covid, giai đoạn, bước, mẫu, phụ lục, điều, khoản, nđ, nghị định, qđ, quyết định, kh, kế hoạch, kế hoạch số,
    đề án, đa, công văn, cv, thông tư, tt, nghị quyết, nq, chỉ thị, ct, luật, văn bản, ngày thứ, thứ, version,
    ios, vòng, trang, tháng, năm, mùng, mồng, tuổi, u, căn cước số, !mã, mã số, ca số, stt, lúc, !hồi, từ lúc, vào
    lúc, phòng, bàn, bàn số, điểm, điểm số, !kỳ, tập, nhà văn hóa số, !cổng, cụm, chi hội, chi bộ, chi đoàn
    """)
"""Words after which a figure is a name or an order, not a count."""
ACTS = Words("""
    kh, kế hoạch, kế hoạch số, nđ, nghị định, qđ, quyết định, đề án, đa, công văn, công văn số, cv, thông tư, tt, nghị
    quyết, nq, chỉ thị, ct, luật, văn bản, thông báo, tb, quyết định số, nghị quyết số, chỉ thị số, thông báo số
    """)
"""Plans and decrees: their numbers and their days are told."""
TEAMS = Words(
    """
    tổ, đội, nhóm, ấp, thôn, khóm, khu phố, kp, khu, tổ dân phố, tdp, tổ cnscđ, bản, buôn, làng, tổ số, đội số,
    nhóm số
    """
)
"""As above, but «tổ 5 cks» may mean that the team made five."""

KIN = Words("bác, anh, chị, cô, chú, ông, bà, dì, cậu, mợ, thím, dượng, má, ngoại, nội")
"""Before a number word these make a southern name: «anh Năm», «chị Hai»."""

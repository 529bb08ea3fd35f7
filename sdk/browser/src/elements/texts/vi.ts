import type { Texts } from './en.js';

/** What the elements say in Vietnamese, which has one plural form. */
export const vi: Texts = {
  idleTitle: 'Bạn còn ở đó không?',
  idleText:
    'Bạn đã không thao tác một lúc. Để bảo vệ tài khoản của bạn, hệ thống sẽ đăng xuất lúc {time}.',
  absoluteTitle: 'Phiên đăng nhập sắp kết thúc',
  absoluteText:
    'Phiên kết thúc lúc {time} và không thể gia hạn. Bạn có thể đăng nhập lại ngay tại đây, bây ' +
    'giờ hoặc khi đó: nội dung bạn đã nhập trên trang vẫn được giữ nguyên.',
  minutesLeft: { other: 'Còn {count} phút' },
  secondsLeft: { other: 'Còn {count} giây' },
  stay: 'Tiếp tục đăng nhập',
  stayed: 'Bạn vẫn đang đăng nhập.',
  signOut: 'Đăng xuất',
  notNow: 'Để sau',
  signInNow: 'Đăng nhập lại ngay',
  wait: 'Vui lòng chờ…',

  signInTitle: 'Vui lòng đăng nhập lại',
  kept: 'Nội dung bạn đã nhập trên trang này vẫn còn nguyên.',
  username: 'Tên đăng nhập hoặc email',
  password: 'Mật khẩu',
  signIn: 'Đăng nhập',
  signedIn: 'Bạn đã đăng nhập lại.',
  bar: 'Bạn đã bị đăng xuất. Nội dung bạn đã nhập vẫn còn nguyên.',
  barAbsolute: 'Phiên đăng nhập kết thúc lúc {time}.',
  strangerTitle: 'Một người khác đã đăng nhập',
  strangerText:
    'Trang này vẫn đang hiển thị dữ liệu của người đăng nhập trước đó. Hãy tải lại trang để tiếp ' +
    'tục.',
  reload: 'Tải lại trang',

  idle_expired: 'Bạn đã vắng mặt một lúc nên đã được đăng xuất.',
  expired: 'Phiên đăng nhập của bạn đã đạt thời hạn tối đa.',
  signed_out_elsewhere: 'Bạn đã kết thúc phiên này từ một thiết bị khác.',
  signed_out_everywhere: 'Bạn đã đăng xuất trên mọi thiết bị.',
  password_changed: 'Mật khẩu của bạn đã được thay đổi. Hãy đăng nhập bằng mật khẩu mới.',
  password_reset: 'Mật khẩu của bạn đã được đặt lại. Hãy đăng nhập bằng mật khẩu mới.',
  ended_by_operator: 'Quản trị viên đã kết thúc phiên của bạn.',
  account_disabled: 'Tài khoản này đã bị vô hiệu hóa.',
  account_erased: 'Tài khoản này không còn tồn tại.',
  ended_by_restore: 'Dịch vụ đã được khôi phục.',
  session_limit: 'Bạn đã đăng nhập trên nhiều thiết bị hơn mức cho phép.',
  ended_for_safety: 'Phiên của bạn đã bị kết thúc để bảo đảm an toàn cho bạn.',
  ended: 'Phiên đăng nhập của bạn đã kết thúc.',

  wrong: 'Tên đăng nhập hoặc mật khẩu không đúng.',
  tooMany:
    'Bạn đang đăng nhập trên số thiết bị tối đa cho phép. Hãy đăng xuất khỏi một thiết bị trước.',
  refused: 'Máy chủ đã từ chối yêu cầu.',
  unreachable: 'Không kết nối được với máy chủ. Hãy kiểm tra kết nối rồi thử lại.',
  later: { other: 'Hiện chưa thực hiện được. Hãy thử lại sau {count} giây.' },

  sessionsTitle: 'Nơi bạn đang đăng nhập',
  device: '{browser} trên {system}',
  unknownDevice: 'Thiết bị không xác định',
  here: 'Thiết bị này',
  bound: 'Được bảo vệ bằng khóa',
  activeNow: 'Đang hoạt động',
  lastUsed: 'Hoạt động lần cuối {when}',
  createdAt: 'Đăng nhập vào {when}',
  end: 'Đăng xuất',
  endOf: 'Đăng xuất {device}, hoạt động lần cuối {when}',
  endQuestion: 'Đăng xuất thiết bị này?',
  endOthers: 'Đăng xuất mọi thiết bị khác',
  endOthersQuestion: 'Đăng xuất ở mọi nơi trừ thiết bị này?',
  cancel: 'Hủy',
  endedOne: 'Đã đăng xuất {device}.',
  endedOthers: { other: 'Đã đăng xuất {count} thiết bị khác.' },
  loading: 'Đang tải danh sách thiết bị…',
  loadFailed: 'Không tải được danh sách thiết bị.',
  endFailed: 'Không thực hiện được. Hãy kiểm tra kết nối rồi thử lại.',
  retry: 'Thử lại',
  alone: 'Bạn không đăng nhập ở nơi nào khác.',
  nobody: 'Hãy đăng nhập để xem nơi bạn đang đăng nhập.',
  more: { other: 'Còn {count} mục không được hiển thị.' },
};

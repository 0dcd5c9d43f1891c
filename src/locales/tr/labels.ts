import { listsIn, sentence } from '../../texts/grammar'
import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const { all, any } = listsIn('tr')

const received = ({ name, amountsByAsset }: ReceiverShare): string =>
  name === null ? `siz ${all(amountsByAsset)} alırsınız` : `${name} ${all(amountsByAsset)} alır`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `aynı miktarda ${asset}` : `${amount} ${asset} ${direction === 'more' ? 'fazla' : 'eksik'}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? 'siz'} (${weight})`

export const labels: TranslatedLabels = {
  title: 'Oturum',
  titleEnded: 'Oturum',
  sessionStatus: status => status === 'open' ? 'açık' : status === 'closed' ? 'kapalı' : status,
  copySessionId: 'Oturum kimliğini kopyala',
  empty: 'Etkin oturum bulunamadı.',
  chooseSession: 'Kapatmak istediğiniz oturumu seçin.',
  lookingForSessions: 'Oturumlarınız aranıyor…',
  loading: 'Oturum okunuyor…',

  you: '(siz)',
  yourAllocation: 'Sizin payınız',
  counterpartyAllocation: 'Karşı tarafın payı',
  allocationOf: (name, isYou) => `Pay: ${name}${isYou ? ' (siz)' : ''}`,
  total: amount => `toplam ${amount}`,
  totalHint: 'bu oturumda',
  remainder: 'kalan',
  remainderHint: 'Geriye kalanı alır.',
  makeRemainder: 'Kalanı alsın',
  makeRemainderOf: (name, asset) => `Kalanı alsın (${asset}): ${name}`,
  lock: 'Kilitle',
  lockOf: (name, asset) => `Kilitle (${asset}): ${name}`,
  lockedHint: 'Bu tutar değişmez.',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `${asset} için payınız`,
  shareValue: (percent, amount, asset) => `%${percent}, ${amount} ${asset}`,
  percent: percent => `%${percent}`,

  presets: asset => `${asset} için hazır paylaşımlar`,
  allToMe: 'Hepsi bana',
  allToThem: 'Hepsi karşı tarafa',
  allTo: name => `Hepsi şu katılımcıya: ${name}`,
  half: 'Yarı yarıya',
  equalShares: 'Eşit paylar',
  asItStands: 'Değişmesin',
  backToFunders: 'Yatıranlara geri ver',
  division: {
    byPercent: 'Yüzdeyle…',
    byPoints: 'Puanla…',
    heading: (by, asset) => by === 'percent' ? `${asset}: yüzdeyle paylaştır` : `${asset}: puanla paylaştır`,
    onlyUnlocked: (amount, asset) => `Kilitli tutarlar değişmez. Bu sayılar geri kalan ${amount} ${asset} tutarını paylaştırır.`,
    percentSign: '%',
    pointsUnit: 'puan',
    notNumber: 'Sıfır veya daha büyük bir sayı yazın, örneğin 12,5.',
    correctFirst: 'Önce işaretli sayıyı düzeltin.',
    belowHundred: (sum, missing) => `Toplam: %${sum}. %100 için %${missing} eksik.`,
    aboveHundred: (sum, tooMuch) => `Toplam: %${sum}. Bu, %100’den %${tooMuch} fazla.`,
    exactlyHundred: 'Toplam: %100.',
    noPoints: 'En az bir katılımcıya puan verin.',
    sumOfPoints: sum => `Puanların toplamı: ${sum}.`,
    rounding: 'Tutarlar aşağı yuvarlanır; artan en küçük birimler tek tek yuvarlamada en çok kaybedenlere gider, böylece her şey ödenir.',
    apply: 'Uygula',
  },

  readOnly: isParticipant => isParticipant
    ? 'Bu oturumu görebilirsiniz, ancak imzanızın bu oturumda ağırlığı yok.'
    : 'Bu oturumu görebilirsiniz, ancak bağlı cüzdan bu oturuma katılmıyor.',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum)
    const names = any(alone.map(({ name }) => name ?? 'siz'))
    if (alone.length > 1) return sentence(`bu oturumu tek başına kapatabilecek olanlar: ${names}`, 'tr')
    if (alone.length === 1) return alone.some(({ name }) => name === null) ? 'Bu oturumu yalnızca siz kapatabilirsiniz.' : `Bu oturumu yalnızca ${names} kapatabilir.`
    return `Kapatmak için toplam ağırlığı en az ${quorum} olan imzalar gerekir. İmzalayabilecek olanlar: ${all(signers.map(withWeight))}.`
  },
  currentSplit: 'Şu anki paylaşım',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `İmzanız yeterli (${have}/${need})`
    return `Eldeki imzalar: ${have}/${need}${signers.length > 0 ? `, ${all(signers.map(withWeight))}` : ''}`
  },
  close: 'Oturumu kapat',
  moved: 'Oturumdaki paylaşım bu arada değişti. Buradaki tutarlarınız korundu.',
  startAgain: 'Baştan başla',
  disabledReasons: {
    byApp: 'Kapatma şu anda devre dışı.',
    notConnected: 'Düğüme bağlantı yok.',
    connecting: status => status === 'authenticating'
      ? 'Giriş yapılıyor… Cüzdanınız sorarsa orada onaylayın.'
      : 'Düğüme bağlanılıyor…',
    notLoggedIn: 'Giriş yapmış bir cüzdan yok.',
    declined: 'Girişi reddettiniz.',
    noWallet: 'Bu sayfada giriş yapılacak bir cüzdan yok.',
    notOpen: status => status === 'closed' ? 'Bu oturum kapalı.' : `Bu oturum açık değil; durumu: ${status}.`,
    noAssets: 'Bu oturumda ödenecek bir şey yok.',
    invalid: (what, isMarked) => isMarked ? 'Önce işaretli alanı düzeltin.' : what,
    unfinished: 'Önce bütün tutarları girin.',
    stale: 'Siz başladıktan sonra bu oturumun toplamları değişti.',
  },

  confirmTitle: 'Bu oturum kapatılsın mı?',
  confirmShares: shares => shares.some(({ amountsByAsset }) => amountsByAsset.length > 1)
    ? shares.map(share => sentence(received(share), 'tr')).join(' ')
    : sentence(all(shares.map(received)), 'tr'),
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'Payınız şimdiki gibi kalır.'
    return `Şu anki paylaşıma göre aldığınız: ${all(changes.map(changed))}.`
  },
  confirmFinal: 'Bu işlem geri alınamaz.',
  twoSteps: 'Bu iki adımda olur: önce düğüm yeni paylaşımı kabul eder, sonra oturum kapatılır. Cüzdanınız bir kez sorar ya da hiç sormaz. Yalnızca her adımı kendisi imzalıyorsa veya önce eski oturum anahtarlarını sonlandırması gerekiyorsa daha sık sorar.',
  elsewhere: 'Bu oturumu başka bir sekme kapatıyor. Buradan izleyebilirsiniz.',
  notDurable: 'Bu sayfa hiçbir şey saklayamıyor; sayfa yenilenirse kapatma kaybolur. Sayfayı açık tutun.',
  receiver: (address, isYou) => isYou ? `${address} (siz)` : address,
  confirmClose: 'Onayla ve kapat',
  back: 'Geri',

  progressTitle: 'Oturum kapatılıyor',
  progress: {
    planning: 'Oturum ve paylaşımınız denetleniyor.',
    signing: 'İmzalanıyor. Cüzdanınız sorarsa orada onaylayın.',
    collecting: 'Diğer katılımcılar bekleniyor.',
    submitting: 'Gönderildi. Düğümün yanıtı bekleniyor.',
    paying: 'Oturum kapatıldı. Yapılan ödemeler okunuyor…',
  },
  agreed: why => `${why} Yeni paylaşım kabul edildi, ancak oturum henüz kapatılmadı.`.trim(),
  resume: 'Şimdi kapat',
  leaveAgreed: 'Açık bırak',
  unknown: 'Düğümün oturumu kapatıp kapatmadığını henüz bilmiyoruz. Hiçbir şey iki kez gönderilmez.',
  unknownSplit: 'Düğümün yeni paylaşımı kabul edip etmediğini henüz bilmiyoruz. Hiçbir şey iki kez gönderilmez.',
  unknownPayouts: 'Düğüm oturumu kapalı gösteriyor. Kimin ne kadar aldığını hâlâ denetliyoruz; hiçbir şey iki kez gönderilmez.',
  safeToLeave: 'Bu sayfadan ayrılabilirsiniz.',
  revokeKey: 'Bekleme: oturum anahtarını iptal et',
  revokeHint: 'Gönderilen istek uzun süre geçerli kalır. Onu imzalayan oturum anahtarı iptal edilirse istek de geçersiz olur. Ardından cüzdanınızdan yeni bir anahtar istenir.',
  archive: 'Bu kapatmayı arşivle…',
  archiveTitle: 'Sonuç artık aranmasın mı?',
  archiveText: 'Bu oturum ödenmiş olabilir ya da hâlâ ödenebilir. Bunu buradan kimse bilemez. Arşivlendikten sonra uygulama bu kapatmayı bir daha asla göndermez ve sonucunu aramaz. Kapatma geçmişte kalır ve oturum yeniden kapatılabilir.',
  archiveConfirm: 'Sonucu bilmeden arşivle',
  archiveKeep: 'Beklemeye devam et',
  archived: 'Kapatma arşivlendi',
  recovery: (phase, time) => {
    const activity = {
      connecting: 'Ne olduğunu sormak için düğüme bağlanılıyor.',
      reading: 'Ne olduğu düğüme soruluyor.',
      fencing: 'Düğümün isteği artık kabul edemeyeceği zaman bekleniyor.',
      settling: 'Düğümün işini kesinlikle bitirmiş olacağı zaman bekleniyor.',
      authorizing: 'Devam etmek için aynı cüzdanla giriş yapın.',
      retrying: 'Birazdan yeniden denenecek.',
    }[phase]
    return time === null ? activity : `${activity} Tahminî bitiş: ${time}.`
  },
  steps: { checked: 'denetlendi', signed: 'imzalandı', sent: 'gönderildi', confirmed: 'onaylandı', paid: 'ödendi' },
  agreeSteps: { signed: 'paylaşım imzalandı', sent: 'paylaşım gönderildi', confirmed: 'paylaşım kabul edildi' },
  stepStatus: { waiting: 'sırada', active: 'sürüyor', done: 'tamam', failed: 'başarısız', unknown: 'henüz bilinmiyor' },
  cancel: 'Vazgeç',
  cancelled: 'Vazgeçildi. Hiçbir şey ödenmedi.',

  resultTitle: {
    closed: 'Oturum kapatıldı',
    superseded: 'Oturum başka bir paylaşımla kapatıldı',
    overpaid: 'Düğüm fazla ödedi',
  },
  resultText: {
    closed: 'Düğüm tam olarak isteneni ödedi.',
    superseded: 'Oturumu başka bir katılımcı ya da cihaz kapattı ya da parası çekildi. Ödenenler burada listelenir.',
    overpaid: 'Düğüm, oturumda bulunandan fazlasını ödedi. Makbuzu saklayın ve düğümün işletmecisine başvurun.',
  },
  watchedUntil: time => `Ödendi. Uygulama, saat ${time} olana kadar oturumun ikinci kez ödenmediğini de denetler.`,
  byOthers: 'Oturumu başka bir katılımcı ya da cihaz, burada istenen paylaşımla kapattı.',
  notAsAsked: 'Oturum başka bir sekmeden kapatıldı. Burada istediğiniz paylaşım uygulanmadı.',
  openAgain: 'Biri oturumu tam kapatıldığı anda değiştirdiği için düğüm onu yeniden açık gösteriyor. İçindeki her şey ödendi. O anda ya da daha sonra kimse para yatırmadıysa oturum boştur.',
  endedByOthers: 'Bu tarayıcıda makbuz yok: oturumu başka bir katılımcı ya da cihaz kapattı.',
  closedBefore: 'Oturum zaten kapalıydı. İsteğiniz yerine getirilmedi.',
  readingEnd: 'Kimin ne aldığı okunuyor…',
  payouts: 'Düğümün defterine göre ödenenler',
  noPayouts: 'Düğümün defterinde ödeme görünmüyor.',
  differences: 'İstenenden farklı olanlar',
  difference: (paid, expected, asset) => `${expected} ${asset} yerine ${paid} ${asset}`,
  copyReceipt: 'Makbuzu kopyala',
  copied: 'Kopyalandı',
  copyFailed: 'Burada kopyalanamıyor',
  downloadReceipt: 'Makbuzu indir',

  notClosed: 'Oturum kapatılmadı',
  notRead: 'Oturum okunamadı',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'Oturum kapatıldıysa parası katılımcıların bakiyelerindedir.'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return 'Buradan hiçbir şey gönderilmedi.'
    if (info.code === 'CLOSING_ARCHIVED') return 'Oturumun ödenip ödenmediğini buradan kimse söyleyemez.'
    return during === 'reading'
      ? 'Bir oturumu okumak para hareketi yapmaz.'
      : 'Paranız hâlâ oturumda; hiçbir şey ödenmedi.'
  },
  tryAgain: 'Yeniden dene',
  reconnect: 'Yeniden bağlan',
  connect: 'Bağlan',
  logIn: 'Giriş yap',
  readAgain: 'Yeniden oku',
  backToEditing: 'Tutarlara dön',
  reload: 'Sayfayı yenile',
}

export const wallet: WalletButtonLabels = {
  connect: 'Cüzdan bağla',
  lookAtWallet: 'Cüzdanınıza bakın',
  cancel: 'Vazgeç',
  disconnect: 'Bağlantıyı kes',
  chooseWallet: 'Kurulu cüzdanlar',
  noWallet: 'Bu tarayıcıda kurulu bir cüzdan yok. Bir cüzdan kurun, sonra sayfayı yeniden yükleyin.',
  declined: labels.disabledReasons.declined,
}

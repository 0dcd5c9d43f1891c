import { isolated } from '../../core/language/language'
import { listsIn } from '../../texts/grammar'
import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const { all, any } = listsIn('ar')

/** Names, amounts and assets keep their own direction. */
const own = (value: string | number): string => isolated(String(value), 'ar')

const amountsOf = (amounts: readonly string[]): string => all(amounts.map(own))

const received = ({ name, amountsByAsset }: ReceiverShare): string =>
  name === null ? `تحصل أنت على ${amountsOf(amountsByAsset)}` : `يحصل ${own(name)} على ${amountsOf(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string => direction === 'same'
  ? `المقدار نفسه من ${own(asset)}`
  : `${own(`${amount} ${asset}`)} ${direction === 'more' ? 'زيادةً' : 'نقصانًا'}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name === null ? 'أنت' : own(name)} (${weight})`

export const labels: TranslatedLabels = {
  title: 'الجلسة',
  titleEnded: 'الجلسة',
  sessionStatus: status => status === 'open' ? 'مفتوحة' : status === 'closed' ? 'مغلقة' : status,
  copySessionId: 'نسخ معرّف الجلسة',
  empty: 'لا توجد جلسة نشطة.',
  chooseSession: 'اختر الجلسة التي تريد إغلاقها.',
  lookingForSessions: 'جارٍ البحث عن جلساتك…',
  loading: 'جارٍ قراءة الجلسة…',

  you: '(أنت)',
  yourAllocation: 'حصتك',
  counterpartyAllocation: 'حصة الطرف الآخر',
  allocationOf: (name, isYou) => `حصة ${own(name)}${isYou ? ' (أنت)' : ''}`,
  total: amount => `المجموع ${own(amount)}`,
  totalHint: 'في هذه الجلسة',
  remainder: 'الباقي',
  remainderHint: 'يحصل على ما يتبقى.',
  makeRemainder: 'يحصل على الباقي',
  makeRemainderOf: (name, asset) => `يحصل على الباقي من ${own(asset)}: ${own(name)}`,
  lock: 'تثبيت',
  lockOf: (name, asset) => `تثبيت ${own(asset)}: ${own(name)}`,
  lockedHint: 'يبقى هذا المبلغ كما هو.',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `حصتك من ${own(asset)}`,
  shareValue: (percent, amount, asset) => `${own(`${percent}%`)}، ${own(`${amount} ${asset}`)}`,
  percent: percent => `${percent}%`,

  presets: asset => `تقسيمات جاهزة لـ ${own(asset)}`,
  allToMe: 'الكل لي',
  allToThem: 'الكل للطرف الآخر',
  allTo: name => `الكل لـ ${own(name)}`,
  half: 'مناصفةً',
  equalShares: 'حصص متساوية',
  asItStands: 'دون تغيير',
  backToFunders: 'إعادة المبالغ إلى المودِعين',
  division: {
    byPercent: 'بالنسب المئوية…',
    byPoints: 'بالنقاط…',
    heading: (by, asset) => by === 'percent' ? `تقسيم ${own(asset)} بالنسب المئوية` : `تقسيم ${own(asset)} بالنقاط`,
    onlyUnlocked: (amount, asset) => `تبقى المبالغ المثبتة كما هي. تقسم هذه الأرقام الباقي، وهو ${own(`${amount} ${asset}`)}.`,
    percentSign: '%',
    pointsUnit: 'نقاط',
    notNumber: 'اكتب رقمًا لا يقل عن صفر، مثل 12.5.',
    correctFirst: 'صحّح الرقم المحدد أولًا.',
    belowHundred: (sum, missing) => `المجموع: ${own(`${sum}%`)}. ينقص ${own(`${missing}%`)} للوصول إلى ${own('100%')}.`,
    aboveHundred: (sum, tooMuch) => `المجموع: ${own(`${sum}%`)}. هذا أكثر من ${own('100%')} بمقدار ${own(`${tooMuch}%`)}.`,
    exactlyHundred: `المجموع: ${own('100%')}.`,
    noPoints: 'أعطِ نقاطًا لمشارك واحد على الأقل.',
    sumOfPoints: sum => `مجموع النقاط: ${own(sum)}.`,
    rounding: 'تُقرَّب المبالغ إلى الأسفل، وتذهب أصغر الوحدات المتبقية واحدة تلو الأخرى إلى من خسروا أكثر بالتقريب، فيُدفع كل شيء.',
    apply: 'تطبيق',
  },

  readOnly: isParticipant => isParticipant
    ? 'يمكنك عرض هذه الجلسة، لكن لا وزن لتوقيعك فيها.'
    : 'يمكنك عرض هذه الجلسة، لكن المحفظة المتصلة لا تشارك فيها.',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum)
    const names = any(alone.map(({ name }) => name === null ? 'أنت' : own(name)))
    if (alone.length > 1) return `يستطيع أي من التالين إغلاق هذه الجلسة بمفرده: ${names}.`
    if (alone.length === 1) return alone.some(({ name }) => name === null) ? 'أنت وحدك تستطيع إغلاق هذه الجلسة.' : `لا يستطيع إغلاق هذه الجلسة إلا ${names}.`
    return `يتطلب الإغلاق توقيعات لا يقل مجموع أوزانها عن ${quorum}، من: ${all(signers.map(withWeight))}.`
  },
  currentSplit: 'التقسيم الحالي',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `توقيعك يكفي (${have} من ${need})`
    return `التوقيعات المتاحة: ${have} من ${need}${signers.length > 0 ? `، من: ${all(signers.map(withWeight))}` : ''}`
  },
  close: 'إغلاق الجلسة',
  moved: 'تغيّر تقسيم الجلسة في هذه الأثناء. احتُفظ بالمبالغ التي أدخلتها هنا.',
  startAgain: 'البدء من جديد',
  disabledReasons: {
    byApp: 'الإغلاق معطّل حاليًا.',
    notConnected: 'لا يوجد اتصال بالعقدة.',
    connecting: status => status === 'authenticating'
      ? 'جارٍ تسجيل الدخول… إذا سألتك محفظتك فأكّد فيها.'
      : 'جارٍ الاتصال بالعقدة…',
    notLoggedIn: 'لم تسجّل أي محفظة الدخول.',
    declined: 'لقد رفضت تسجيل الدخول.',
    noWallet: 'لا توجد في هذه الصفحة محفظة لتسجيل الدخول.',
    notOpen: status => status === 'closed' ? 'هذه الجلسة مغلقة.' : `هذه الجلسة ليست مفتوحة، وحالتها ${own(status)}.`,
    noAssets: 'ليس في هذه الجلسة ما يُدفع.',
    invalid: (what, isMarked) => isMarked ? 'صحّح الحقل المحدد أولًا.' : what,
    unfinished: 'أدخل كل المبالغ أولًا.',
    stale: 'تغيّرت مجاميع هذه الجلسة منذ أن بدأت.',
  },

  confirmTitle: 'هل تريد إغلاق هذه الجلسة؟',
  confirmShares: shares => shares.some(({ amountsByAsset }) => amountsByAsset.length > 1)
    ? shares.map(share => `${received(share)}.`).join(' ')
    : `${all(shares.map(received))}.`,
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'تبقى حصتك كما هي الآن.'
    return `مقارنةً بالتقسيم الحالي، تحصل على ${all(changes.map(changed))}.`
  },
  confirmFinal: 'لا يمكن التراجع عن ذلك.',
  twoSteps: 'يتم ذلك في خطوتين: توافق العقدة أولًا على التقسيم الجديد، ثم تُغلق الجلسة. تسألك محفظتك مرة واحدة أو لا تسأل إطلاقًا. ولا تسأل أكثر من ذلك إلا إذا كانت توقّع كل خطوة بنفسها، أو إذا كان عليها أولًا إنهاء مفاتيح جلسة قديمة.',
  elsewhere: 'تغلق علامة تبويب أخرى هذه الجلسة. يمكنك متابعتها هنا.',
  notDurable: 'لا تستطيع هذه الصفحة حفظ أي شيء، فإذا أُعيد تحميلها ضاع الإغلاق. أبقِ الصفحة مفتوحة.',
  receiver: (address, isYou) => isYou ? `${own(address)} (أنت)` : address,
  confirmClose: 'تأكيد وإغلاق',
  back: 'رجوع',

  progressTitle: 'جارٍ إغلاق الجلسة',
  progress: {
    planning: 'جارٍ التحقق من الجلسة ومن تقسيمك.',
    signing: 'جارٍ التوقيع. إذا سألتك محفظتك فأكّد فيها.',
    collecting: 'في انتظار المشاركين الآخرين.',
    submitting: 'أُرسل الطلب. في انتظار رد العقدة.',
    paying: 'أُغلقت الجلسة. جارٍ قراءة ما دُفع…',
  },
  agreed: why => `${why} اتُّفق على التقسيم الجديد، لكن الجلسة لم تُغلق بعد.`.trim(),
  resume: 'إغلاقها الآن',
  leaveAgreed: 'تركها مفتوحة',
  unknown: 'لا نعرف بعد هل أغلقت العقدة الجلسة. لن نرسل أي شيء مرتين.',
  unknownSplit: 'لا نعرف بعد هل وافقت العقدة على التقسيم الجديد. لن نرسل أي شيء مرتين.',
  unknownPayouts: 'تعرض العقدة الجلسة على أنها مغلقة. ما زلنا نتحقق ممن حصل على كم، ولن نرسل أي شيء مرتين.',
  safeToLeave: 'يمكنك مغادرة هذه الصفحة.',
  revokeKey: 'عدم الانتظار: إلغاء مفتاح الجلسة',
  revokeHint: 'يبقى الطلب المرسل صالحًا مدة طويلة. إلغاء مفتاح الجلسة الذي وقّعه يبطله. بعد ذلك سيُطلب من محفظتك مفتاح جديد.',
  archive: 'أرشفة هذا الإغلاق…',
  archiveTitle: 'هل تريد التوقف عن البحث عن النتيجة؟',
  archiveText: 'ربما دُفعت هذه الجلسة، أو قد تُدفع لاحقًا. لا أحد يستطيع معرفة ذلك من هنا. بعد الأرشفة لا يرسل التطبيق هذا الإغلاق مرة أخرى أبدًا ولا يبحث عن نتيجته. يبقى الإغلاق في السجل، ويمكن إغلاق الجلسة من جديد.',
  archiveConfirm: 'الأرشفة دون معرفة النتيجة',
  archiveKeep: 'مواصلة الانتظار',
  archived: 'تمت أرشفة الإغلاق',
  recovery: (phase, time) => {
    const activity = {
      connecting: 'جارٍ الاتصال بالعقدة لسؤالها عما حدث.',
      reading: 'جارٍ سؤال العقدة عما حدث.',
      fencing: 'ننتظر حتى لا تستطيع العقدة قبول الطلب.',
      settling: 'ننتظر حتى تكون العقدة قد انتهت منه حتمًا.',
      authorizing: 'سجّل الدخول بالمحفظة نفسها للمتابعة.',
      retrying: 'ستُعاد المحاولة قريبًا.',
    }[phase]
    return time === null ? activity : `${activity} يُتوقع أن يستمر ذلك حتى ${own(time)}.`
  },
  steps: { checked: 'تم التحقق', signed: 'تم التوقيع', sent: 'تم الإرسال', confirmed: 'تم التأكيد', paid: 'تم الدفع' },
  agreeSteps: { signed: 'تم توقيع التقسيم', sent: 'تم إرسال التقسيم', confirmed: 'تم الاتفاق على التقسيم' },
  stepStatus: { waiting: 'لاحقًا', active: 'جارٍ', done: 'تم', failed: 'فشل', unknown: 'غير معروف بعد' },
  cancel: 'إلغاء',
  cancelled: 'أُلغي الأمر. لم يُدفع أي شيء.',

  resultTitle: {
    closed: 'أُغلقت الجلسة',
    superseded: 'أُغلقت الجلسة بتقسيم آخر',
    overpaid: 'دفعت العقدة أكثر مما يجب',
  },
  resultText: {
    closed: 'دفعت العقدة ما طُلب بالضبط.',
    superseded: 'أغلق مشارك آخر أو جهاز آخر الجلسة، أو سُحبت أموالها. ما دُفع مبيّن هنا.',
    overpaid: 'دفعت العقدة أكثر مما كان في الجلسة. احتفظ بالإيصال وتواصل مع مشغّل العقدة.',
  },
  watchedUntil: time => `تم الدفع. حتى ${own(time)} يتحقق التطبيق أيضًا من عدم دفع الجلسة مرة ثانية.`,
  byOthers: 'أغلق مشارك آخر أو جهاز آخر الجلسة، بالتقسيم المطلوب هنا.',
  notAsAsked: 'أُغلقت الجلسة من علامة تبويب أخرى. لم يُنفَّذ التقسيم الذي طلبته هنا.',
  openAgain: 'تعرض العقدة الجلسة مفتوحةً مرة أخرى لأن أحدهم غيّرها لحظة إغلاقها. دُفع كل ما كان فيها. وهي فارغة ما لم يُودِع أحد فيها في تلك اللحظة أو بعدها.',
  endedByOthers: 'ليس في هذا المتصفح إيصال: أغلق الجلسةَ مشارك آخر أو جهاز آخر.',
  closedBefore: 'كانت الجلسة مغلقة من قبل. لم يُنفَّذ طلبك.',
  readingEnd: 'جارٍ قراءة من حصل على ماذا…',
  payouts: 'المدفوع بحسب دفتر العقدة',
  noPayouts: 'لا يُظهر دفتر العقدة أي دفعة.',
  differences: 'ما يختلف عن المطلوب',
  difference: (paid, expected, asset) => `${own(`${paid} ${asset}`)} بدلًا من ${own(`${expected} ${asset}`)}`,
  copyReceipt: 'نسخ الإيصال',
  copied: 'تم النسخ',
  copyFailed: 'النسخ غير ممكن هنا',
  downloadReceipt: 'تنزيل الإيصال',

  notClosed: 'لم تُغلق الجلسة',
  notRead: 'تعذّرت قراءة الجلسة',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'إذا كانت الجلسة قد أُغلقت فأموالها في أرصدة المشاركين.'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return 'لم يُرسل أي شيء من هنا.'
    if (info.code === 'CLOSING_ARCHIVED') return 'لا أحد يستطيع أن يعرف من هنا هل دُفعت الجلسة.'
    return during === 'reading'
      ? 'قراءة الجلسة لا تنقل أي أموال.'
      : 'ما زالت أموالك في الجلسة، ولم يُدفع أي شيء.'
  },
  tryAgain: 'إعادة المحاولة',
  reconnect: 'إعادة الاتصال',
  connect: 'اتصال',
  logIn: 'تسجيل الدخول',
  readAgain: 'القراءة مرة أخرى',
  backToEditing: 'الرجوع إلى المبالغ',
  reload: 'إعادة تحميل الصفحة',
}

export const wallet: WalletButtonLabels = {
  connect: 'ربط محفظة',
  lookAtWallet: 'انظر إلى محفظتك',
  cancel: 'إلغاء',
  disconnect: 'قطع الاتصال',
  chooseWallet: 'المحافظ المثبّتة',
  noWallet: 'لا توجد محفظة مثبّتة في هذا المتصفح. ثبّت واحدة ثم أعد تحميل الصفحة.',
  declined: labels.disabledReasons.declined,
}

import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const all = (parts: readonly string[]): string => parts.join('、')

const received = ({ name, amountsByAsset }: ReceiverShare): string => `${name ?? '您'} 收到 ${all(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `${asset} 不变` : `${direction === 'more' ? '多得' : '少得'} ${amount} ${asset}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? '您'}（${weight}）`

export const labels: TranslatedLabels = {
  title: '会话',
  titleEnded: '会话',
  sessionStatus: status => status === 'open' ? '已打开' : status === 'closed' ? '已关闭' : status,
  copySessionId: '复制会话 ID',
  empty: '没有正在进行的会话。',
  chooseSession: '请选择要关闭的会话。',
  lookingForSessions: '正在查找您的会话…',
  loading: '正在读取会话…',

  you: '（您）',
  yourAllocation: '您的份额',
  counterpartyAllocation: '对方的份额',
  allocationOf: (name, isYou) => `${name}${isYou ? '（您）' : ''} 的份额`,
  total: amount => `共 ${amount}`,
  totalHint: '此会话的余额',
  remainder: '剩余',
  remainderHint: '收到剩下的部分。',
  makeRemainder: '收到剩余',
  makeRemainderOf: (name, asset) => `收到剩余的 ${asset}：${name}`,
  lock: '锁定',
  lockOf: (name, asset) => `锁定 ${asset}：${name}`,
  lockedHint: '金额保持不变。',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `您在 ${asset} 中的份额`,
  shareValue: (percent, amount, asset) => `${percent}%，${amount} ${asset}`,
  percent: percent => `${percent}%`,

  presets: asset => `${asset} 的常用分配`,
  allToMe: '全部给我',
  allToThem: '全部给对方',
  allTo: name => `全部给 ${name}`,
  half: '各一半',
  equalShares: '平均分配',
  asItStands: '保持不变',
  backToFunders: '退还给存入者',
  division: {
    byPercent: '按百分比…',
    byPoints: '按点数…',
    heading: (by, asset) => by === 'percent' ? `按百分比分配 ${asset}` : `按点数分配 ${asset}`,
    onlyUnlocked: (amount, asset) => `锁定的金额不变。这些数字只分配其余的 ${amount} ${asset}。`,
    percentSign: '%',
    pointsUnit: '点',
    notNumber: '请输入不小于零的数字，例如 12.5。',
    correctFirst: '请先修改标出的数字。',
    belowHundred: (sum, missing) => `合计：${sum}%。距离 100% 还差 ${missing}%。`,
    aboveHundred: (sum, tooMuch) => `合计：${sum}%。比 100% 多 ${tooMuch}%。`,
    exactlyHundred: '合计：100%。',
    noPoints: '请至少给一位参与者点数。',
    sumOfPoints: sum => `点数合计：${sum}。`,
    rounding: '金额向下取整，剩余的最小单位逐个分给取整时损失最多的人，这样全部金额都会付出。',
    apply: '应用',
  },

  readOnly: isParticipant => isParticipant
    ? '您可以查看此会话，但您的签名在其中没有权重。'
    : '您可以查看此会话，但已连接的钱包不是参与者。',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum).map(({ name }) => name ?? '您')
    if (alone.length > 1) return `以下任何一位都可以单独关闭此会话：${all(alone)}。`
    if (alone.length === 1) return `只有 ${all(alone)} 可以关闭此会话。`
    return `关闭需要以下参与者的签名，总权重至少为 ${quorum}：${all(signers.map(withWeight))}。`
  },
  currentSplit: '当前分配',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `有您的签名就够了（${have}/${need}）`
    return `现有签名：${have}/${need}${signers.length > 0 ? `，${all(signers.map(withWeight))}` : ''}`
  },
  close: '关闭会话',
  moved: '会话的分配在此期间发生了变化。您在这里填写的金额保持不变。',
  startAgain: '重新开始',
  disabledReasons: {
    byApp: '目前无法关闭会话。',
    notConnected: '未连接到节点。',
    connecting: status => status === 'authenticating'
      ? '正在登录…如果钱包请求确认，请在钱包中确认。'
      : '正在连接节点…',
    notLoggedIn: '没有已登录的钱包。',
    declined: '您拒绝了登录。',
    noWallet: '此页面没有可用于登录的钱包。',
    notOpen: status => status === 'closed' ? '此会话已关闭。' : `此会话未打开，状态为 ${status}。`,
    noAssets: '此会话中没有可支付的资产。',
    invalid: (what, isMarked) => isMarked ? '请先修改标出的字段。' : what,
    unfinished: '请先填写所有金额。',
    stale: '在您开始之后，此会话的总额发生了变化。',
  },

  confirmTitle: '要关闭此会话吗？',
  confirmShares: shares => `${shares.map(received).join('；')}。`,
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return '您的份额保持不变。'
    return `与当前分配相比，您${all(changes.map(changed))}。`
  },
  confirmFinal: '此操作无法撤销。',
  twoSteps: '这需要两步：节点先同意新的分配，然后关闭会话。您的钱包只询问一次，或者完全不询问。只有当钱包亲自签署每一步，或需要先终止旧的会话密钥时，才会询问多次。',
  elsewhere: '另一个标签页正在关闭此会话。您可以在这里查看进度。',
  notDurable: '此页面无法保存数据，刷新后会丢失这次关闭。请保持页面打开。',
  receiver: (address, isYou) => isYou ? `${address}（您）` : address,
  confirmClose: '确认并关闭',
  back: '返回',

  progressTitle: '正在关闭会话',
  progress: {
    planning: '正在检查会话和您的分配。',
    signing: '正在签名。如果钱包请求确认，请在钱包中确认。',
    collecting: '正在等待其他参与者。',
    submitting: '已发送。正在等待节点的答复。',
    paying: '会话已关闭。正在读取支付情况…',
  },
  agreed: why => `${why} 新的分配已达成一致，但会话尚未关闭。`.trim(),
  resume: '立即关闭',
  leaveAgreed: '保持打开',
  unknown: '我们还不知道节点是否已关闭会话。我们不会重复发送。',
  unknownSplit: '我们还不知道节点是否已同意新的分配。我们不会重复发送。',
  unknownPayouts: '节点显示会话已关闭。我们仍在核对每个人收到了多少，不会重复发送。',
  safeToLeave: '您可以离开此页面。',
  revokeKey: '不再等待：撤销会话密钥',
  revokeHint: '已发送的请求会在很长时间内有效。撤销为它签名的会话密钥会使它失效。之后会向您的钱包请求新的密钥。',
  archive: '归档这次关闭…',
  archiveTitle: '不再查询结果吗？',
  archiveText: '此会话可能已经支付，或者之后仍会支付。从这里谁也无法判断。归档后，应用不会再发送这次关闭，也不再查询它的结果。它会留在历史记录中，会话可以重新关闭。',
  archiveConfirm: '在结果未知的情况下归档',
  archiveKeep: '继续等待',
  archived: '已归档这次关闭',
  recovery: (phase, time) => {
    const activity = {
      connecting: '正在连接节点以查询结果。',
      reading: '正在向节点查询结果。',
      fencing: '正在等待，直到节点不再可能接受该请求。',
      settling: '正在等待，直到节点一定已处理完毕。',
      authorizing: '请用同一个钱包登录以继续。',
      retrying: '即将重试。',
    }[phase]
    return time === null ? activity : `${activity}预计需要到 ${time}。`
  },
  steps: { checked: '已检查', signed: '已签名', sent: '已发送', confirmed: '已确认', paid: '已支付' },
  agreeSteps: { signed: '分配已签名', sent: '分配已发送', confirmed: '分配已同意' },
  stepStatus: { waiting: '待进行', active: '进行中', done: '完成', failed: '失败', unknown: '尚不清楚' },
  cancel: '取消',
  cancelled: '已取消。没有支付任何资金。',

  resultTitle: {
    closed: '会话已关闭',
    superseded: '会话已按另一种分配关闭',
    overpaid: '节点支付过多',
  },
  resultText: {
    closed: '节点支付的与请求的完全一致。',
    superseded: '另一位参与者或另一台设备关闭了会话，或其资金已被取出。实际支付的金额如下所示。',
    overpaid: '节点支付的超过了会话中的余额。请保存收据，并联系节点运营者。',
  },
  watchedUntil: time => `已支付。在 ${time} 之前，应用还会检查会话是否被重复支付。`,
  byOthers: '另一位参与者或另一台设备按此处请求的分配关闭了会话。',
  notAsAsked: '会话已在另一个标签页中关闭。您在这里请求的分配没有执行。',
  openAgain: '由于有人在关闭的同一时刻修改了会话，节点又将它显示为打开。当时其中的资金已全部支付。如果当时或之后没有人存入，其中没有余额。',
  endedByOthers: '此浏览器没有收据：会话由另一位参与者或另一台设备关闭。',
  closedBefore: '会话在此之前已经关闭。您的请求没有执行。',
  readingEnd: '正在读取每个人收到了什么…',
  payouts: '根据节点账本的支付情况',
  noPayouts: '节点账本中没有支付记录。',
  differences: '与请求不同之处',
  difference: (paid, expected, asset) => `${paid} ${asset}，而不是 ${expected} ${asset}`,
  copyReceipt: '复制收据',
  copied: '已复制',
  copyFailed: '此处无法复制',
  downloadReceipt: '下载收据',

  notClosed: '会话没有关闭',
  notRead: '无法读取会话',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return '如果会话已关闭，资金在参与者的余额中。'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return '这里没有发送任何内容。'
    if (info.code === 'CLOSING_ARCHIVED') return '从这里谁也无法判断会话是否已支付。'
    return during === 'reading'
      ? '读取会话不会移动任何资金。'
      : '您的资金仍在会话中，没有支付任何款项。'
  },
  tryAgain: '重试',
  reconnect: '重新连接',
  connect: '连接',
  logIn: '登录',
  readAgain: '重新读取',
  backToEditing: '返回修改',
  reload: '刷新页面',
}

export const wallet: WalletButtonLabels = {
  connect: '连接钱包',
  lookAtWallet: '请查看您的钱包',
  cancel: '取消',
  disconnect: '断开连接',
  chooseWallet: '已安装的钱包',
  noWallet: '此浏览器没有安装钱包。请安装一个，然后重新加载页面。',
  declined: labels.disabledReasons.declined,
}

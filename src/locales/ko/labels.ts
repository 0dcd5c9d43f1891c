import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const all = (parts: readonly string[]): string => parts.join(', ')

const received = ({ name, amountsByAsset }: ReceiverShare): string => `${name ?? '나'}: ${all(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `${asset} 변동 없음` : `${amount} ${asset} ${direction === 'more' ? '증가' : '감소'}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? '나'}(${weight})`

export const labels: TranslatedLabels = {
  title: '세션',
  titleEnded: '세션',
  sessionStatus: status => status === 'open' ? '열림' : status === 'closed' ? '종료됨' : status,
  copySessionId: '세션 ID 복사',
  empty: '활성 세션이 없습니다.',
  chooseSession: '종료할 세션을 선택하세요.',
  lookingForSessions: '세션을 찾고 있습니다…',
  loading: '세션을 읽고 있습니다…',

  you: '(나)',
  yourAllocation: '내 몫',
  counterpartyAllocation: '상대방 몫',
  allocationOf: (name, isYou) => `${name}${isYou ? '(나)' : ''} 몫`,
  total: amount => `총 ${amount}`,
  totalHint: '이 세션의 잔액',
  remainder: '나머지',
  remainderHint: '남은 금액을 받습니다.',
  makeRemainder: '나머지 받기',
  makeRemainderOf: (name, asset) => `${asset} 나머지 받기: ${name}`,
  lock: '고정',
  lockOf: (name, asset) => `${asset} 고정: ${name}`,
  lockedHint: '이 금액은 바뀌지 않습니다.',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `${asset} 중 내 몫`,
  shareValue: (percent, amount, asset) => `${percent}%, ${amount} ${asset}`,
  percent: percent => `${percent}%`,

  presets: asset => `${asset} 분배 제안`,
  allToMe: '모두 나에게',
  allToThem: '모두 상대방에게',
  allTo: name => `모두 ${name} 님에게`,
  half: '절반씩',
  equalShares: '똑같이',
  asItStands: '변경 없음',
  backToFunders: '입금한 사람에게 반환',
  division: {
    byPercent: '비율로…',
    byPoints: '점수로…',
    heading: (by, asset) => by === 'percent' ? `${asset} 비율로 나누기` : `${asset} 점수로 나누기`,
    onlyUnlocked: (amount, asset) => `고정된 금액은 바뀌지 않습니다. 나머지 ${amount} ${asset}만 이 숫자로 나눕니다.`,
    percentSign: '%',
    pointsUnit: '점',
    notNumber: '12.5와 같이 0 이상의 숫자를 입력해 주세요.',
    correctFirst: '먼저 표시된 숫자를 고쳐 주세요.',
    belowHundred: (sum, missing) => `합계: ${sum}%. 100%까지 ${missing}%가 모자랍니다.`,
    aboveHundred: (sum, tooMuch) => `합계: ${sum}%. 100%보다 ${tooMuch}% 많습니다.`,
    exactlyHundred: '합계: 100%.',
    noPoints: '적어도 한 참가자에게 점수를 주세요.',
    sumOfPoints: sum => `점수 합계: ${sum}.`,
    rounding: '금액은 내림하고, 남은 최소 단위는 내림으로 가장 많이 잃은 사람부터 하나씩 더해 전액을 지급합니다.',
    apply: '적용',
  },

  readOnly: isParticipant => isParticipant
    ? '이 세션을 볼 수는 있지만, 내 서명에는 가중치가 없습니다.'
    : '이 세션을 볼 수는 있지만, 연결된 지갑은 참여자가 아닙니다.',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum).map(({ name }) => name ?? '나')
    if (alone.length > 1) return `이 세션을 혼자서 종료할 수 있는 참여자: ${all(alone)}.`
    if (alone.length === 1) return `이 세션을 종료할 수 있는 유일한 참여자: ${all(alone)}.`
    return `종료하려면 다음 참여자들의 서명 가중치를 합해 ${quorum} 이상이어야 합니다: ${all(signers.map(withWeight))}.`
  },
  currentSplit: '현재 분배',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `내 서명만으로 충분합니다(${have}/${need})`
    return `현재 서명: ${have}/${need}${signers.length > 0 ? `, ${all(signers.map(withWeight))}` : ''}`
  },
  close: '세션 종료',
  moved: '그동안 세션의 분배가 바뀌었습니다. 여기 입력한 금액은 그대로입니다.',
  startAgain: '처음부터 다시',
  disabledReasons: {
    byApp: '현재 종료 기능이 꺼져 있습니다.',
    notConnected: '노드에 연결되어 있지 않습니다.',
    connecting: status => status === 'authenticating'
      ? '로그인하는 중입니다… 지갑에서 확인을 요청하면 승인해 주세요.'
      : '노드에 연결하고 있습니다…',
    notLoggedIn: '로그인한 지갑이 없습니다.',
    declined: '로그인을 거절했습니다.',
    noWallet: '이 페이지에는 로그인할 지갑이 없습니다.',
    notOpen: status => status === 'closed' ? '이 세션은 종료되었습니다.' : `이 세션은 열려 있지 않습니다. 상태: ${status}.`,
    noAssets: '이 세션에는 지급할 자산이 없습니다.',
    invalid: (what, isMarked) => isMarked ? '먼저 표시된 칸을 고쳐 주세요.' : what,
    unfinished: '먼저 금액을 모두 입력해 주세요.',
    stale: '입력을 시작한 뒤 이 세션의 총액이 바뀌었습니다.',
  },

  confirmTitle: '이 세션을 종료할까요?',
  confirmShares: shares => `받는 금액은 다음과 같습니다. ${shares.map(received).join(' / ')}.`,
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return '내 몫은 지금과 같습니다.'
    return `현재 분배와 비교한 내 몫: ${all(changes.map(changed))}.`
  },
  confirmFinal: '이 작업은 되돌릴 수 없습니다.',
  twoSteps: '두 단계로 진행됩니다. 먼저 노드가 새 분배에 합의하고, 그다음 세션이 종료됩니다. 지갑은 한 번만 확인을 요청하거나 전혀 요청하지 않습니다. 지갑이 각 단계에 직접 서명하거나 먼저 오래된 세션 키를 종료해야 하는 경우에만 더 여러 번 요청합니다.',
  elsewhere: '다른 탭에서 이 세션을 종료하고 있습니다. 여기에서 진행 상황을 볼 수 있습니다.',
  notDurable: '이 페이지는 데이터를 저장할 수 없어, 새로고침하면 종료 작업이 사라집니다. 페이지를 열어 두세요.',
  receiver: (address, isYou) => isYou ? `${address}(나)` : address,
  confirmClose: '확인 후 종료',
  back: '뒤로',

  progressTitle: '세션을 종료하고 있습니다',
  progress: {
    planning: '세션과 분배를 확인하고 있습니다.',
    signing: '서명하고 있습니다. 지갑에서 확인을 요청하면 승인해 주세요.',
    collecting: '다른 참여자를 기다리고 있습니다.',
    submitting: '전송했습니다. 노드의 응답을 기다리고 있습니다.',
    paying: '세션이 종료되었습니다. 지급 내역을 읽고 있습니다…',
  },
  agreed: why => `${why} 새 분배는 합의되었지만, 세션은 아직 종료되지 않았습니다.`.trim(),
  resume: '지금 종료',
  leaveAgreed: '열어 두기',
  unknown: '노드가 세션을 종료했는지 아직 알 수 없습니다. 두 번 전송하지 않습니다.',
  unknownSplit: '노드가 새 분배에 합의했는지 아직 알 수 없습니다. 두 번 전송하지 않습니다.',
  unknownPayouts: '노드에는 세션이 종료된 것으로 나옵니다. 누가 얼마를 받았는지 확인하고 있으며, 두 번 전송하지 않습니다.',
  safeToLeave: '이 페이지를 떠나도 됩니다.',
  revokeKey: '기다리지 않고 세션 키 폐기',
  revokeHint: '전송한 요청은 오랫동안 유효합니다. 요청에 서명한 세션 키를 폐기하면 요청도 무효가 됩니다. 이후 지갑에 새 키를 요청합니다.',
  archive: '이 종료 작업 보관…',
  archiveTitle: '결과를 더 이상 확인하지 않을까요?',
  archiveText: '이 세션은 이미 지급되었거나 앞으로 지급될 수도 있습니다. 여기서는 아무도 알 수 없습니다. 보관하면 앱은 이 종료 작업을 다시 전송하지 않으며 결과도 확인하지 않습니다. 종료 작업은 기록에 남고, 세션은 새로 종료할 수 있습니다.',
  archiveConfirm: '결과를 모르는 채로 보관',
  archiveKeep: '계속 기다리기',
  archived: '종료 작업을 보관했습니다',
  recovery: (phase, time) => {
    const activity = {
      connecting: '결과를 물어보기 위해 노드에 연결하고 있습니다.',
      reading: '노드에 결과를 물어보고 있습니다.',
      fencing: '노드가 요청을 더 이상 받아들일 수 없을 때까지 기다리고 있습니다.',
      settling: '노드가 확실히 처리를 끝낼 때까지 기다리고 있습니다.',
      authorizing: '계속하려면 같은 지갑으로 로그인하세요.',
      retrying: '곧 다시 시도합니다.',
    }[phase]
    return time === null ? activity : `${activity} ${time}까지 걸릴 것으로 보입니다.`
  },
  steps: { checked: '확인됨', signed: '서명됨', sent: '전송됨', confirmed: '승인됨', paid: '지급됨' },
  agreeSteps: { signed: '분배 서명됨', sent: '분배 전송됨', confirmed: '분배 합의됨' },
  stepStatus: { waiting: '예정', active: '진행 중', done: '완료', failed: '실패', unknown: '아직 알 수 없음' },
  cancel: '취소',
  cancelled: '취소했습니다. 아무것도 지급되지 않았습니다.',

  resultTitle: {
    closed: '세션이 종료되었습니다',
    superseded: '다른 분배로 세션이 종료되었습니다',
    overpaid: '노드가 너무 많이 지급했습니다',
  },
  resultText: {
    closed: '노드가 요청한 그대로 지급했습니다.',
    superseded: '다른 참여자나 기기가 세션을 종료했거나 자금이 인출되었습니다. 지급된 금액은 여기에 나옵니다.',
    overpaid: '노드가 세션의 잔액보다 많이 지급했습니다. 영수증을 보관하고 노드 운영자에게 연락하세요.',
  },
  watchedUntil: time => `지급되었습니다. ${time}까지 두 번 지급되지 않는지도 확인합니다.`,
  byOthers: '다른 참여자나 기기가 여기서 요청한 분배로 세션을 종료했습니다.',
  notAsAsked: '다른 탭에서 세션을 종료했습니다. 여기서 요청한 분배는 실행되지 않았습니다.',
  openAgain: '종료되는 순간 누군가 세션을 변경해서 노드에 다시 열린 것으로 나옵니다. 당시 잔액은 모두 지급되었습니다. 그 순간이나 이후에 누군가 입금하지 않았다면 남은 금액은 없습니다.',
  endedByOthers: '이 브라우저에는 영수증이 없습니다. 다른 참여자나 기기가 세션을 종료했습니다.',
  closedBefore: '세션은 이미 종료되어 있었습니다. 요청은 실행되지 않았습니다.',
  readingEnd: '누가 무엇을 받았는지 읽고 있습니다…',
  payouts: '노드 원장에 따른 지급 내역',
  noPayouts: '노드 원장에 지급 내역이 없습니다.',
  differences: '요청과 다른 점',
  difference: (paid, expected, asset) => `${expected} ${asset} 대신 ${paid} ${asset}`,
  copyReceipt: '영수증 복사',
  copied: '복사됨',
  copyFailed: '여기서는 복사할 수 없습니다',
  downloadReceipt: '영수증 내려받기',

  notClosed: '세션이 종료되지 않았습니다',
  notRead: '세션을 읽지 못했습니다',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return '세션이 종료되었다면 자금은 참여자들의 잔액에 있습니다.'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return '여기서는 아무것도 전송하지 않았습니다.'
    if (info.code === 'CLOSING_ARCHIVED') return '세션이 지급되었는지 여기서는 아무도 알 수 없습니다.'
    return during === 'reading'
      ? '세션을 읽어도 자금은 이동하지 않습니다.'
      : '자금은 아직 세션에 있으며, 아무것도 지급되지 않았습니다.'
  },
  tryAgain: '다시 시도',
  reconnect: '다시 연결',
  connect: '연결',
  logIn: '로그인',
  readAgain: '다시 읽기',
  backToEditing: '입력으로 돌아가기',
  reload: '페이지 새로고침',
}

export const wallet: WalletButtonLabels = {
  connect: '지갑 연결',
  lookAtWallet: '지갑을 확인하세요',
  cancel: '취소',
  disconnect: '연결 해제',
  chooseWallet: '설치된 지갑',
  noWallet: '이 브라우저에 설치된 지갑이 없습니다. 지갑을 설치한 다음 페이지를 새로 고치세요.',
  declined: labels.disabledReasons.declined,
}

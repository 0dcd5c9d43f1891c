import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const all = (parts: readonly string[]): string => parts.join('、')

const received = ({ name, amountsByAsset }: ReceiverShare): string => `${name ?? 'あなた'}：${all(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `${asset} は変更なし` : `${amount} ${asset} ${direction === 'more' ? '増加' : '減少'}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? 'あなた'}（${weight}）`

export const labels: TranslatedLabels = {
  title: 'セッション',
  titleEnded: 'セッション',
  sessionStatus: status => status === 'open' ? '開いています' : status === 'closed' ? '終了済み' : status,
  copySessionId: 'セッション ID をコピー',
  empty: '有効なセッションはありません。',
  chooseSession: '終了するセッションを選んでください。',
  lookingForSessions: 'セッションを探しています…',
  loading: 'セッションを読み込んでいます…',

  you: '（あなた）',
  yourAllocation: 'あなたの取り分',
  counterpartyAllocation: '相手の取り分',
  allocationOf: (name, isYou) => `${name}${isYou ? '（あなた）' : ''} の取り分`,
  total: amount => `合計 ${amount}`,
  totalHint: 'このセッションの残高',
  remainder: '残り',
  remainderHint: '残った分を受け取ります。',
  makeRemainder: '残りを受け取る',
  makeRemainderOf: (name, asset) => `${asset} の残りを受け取る：${name}`,
  lock: '固定',
  lockOf: (name, asset) => `${asset} を固定：${name}`,
  lockedHint: 'この金額は変わりません。',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `${asset} のあなたの取り分`,
  shareValue: (percent, amount, asset) => `${percent}%、${amount} ${asset}`,
  percent: percent => `${percent}%`,

  presets: asset => `${asset} の分配の候補`,
  allToMe: 'すべて自分に',
  allToThem: 'すべて相手に',
  allTo: name => `すべて ${name} に`,
  half: '半分ずつ',
  equalShares: '均等',
  asItStands: '変更なし',
  backToFunders: '入金した人に戻す',
  division: {
    byPercent: '割合で…',
    byPoints: 'ポイントで…',
    heading: (by, asset) => by === 'percent' ? `${asset} を割合で分ける` : `${asset} をポイントで分ける`,
    onlyUnlocked: (amount, asset) => `固定した金額は変わりません。残りの ${amount} ${asset} をこの数で分けます。`,
    percentSign: '%',
    pointsUnit: 'ポイント',
    notNumber: '12.5 のように、0 以上の数を入力してください。',
    correctFirst: '先に、印の付いた数を修正してください。',
    belowHundred: (sum, missing) => `合計：${sum}%。100% まであと ${missing}% 足りません。`,
    aboveHundred: (sum, tooMuch) => `合計：${sum}%。100% を ${tooMuch}% 超えています。`,
    exactlyHundred: '合計：100%。',
    noPoints: '少なくとも一人の参加者にポイントを付けてください。',
    sumOfPoints: sum => `ポイントの合計：${sum}。`,
    rounding: '金額は切り捨てます。余った最小単位は、切り捨てで最も多く失った人から順に一つずつ加え、全額を支払います。',
    apply: '適用',
  },

  readOnly: isParticipant => isParticipant
    ? 'このセッションを見ることはできますが、あなたの署名には効力がありません。'
    : 'このセッションを見ることはできますが、接続中のウォレットは参加していません。',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum).map(({ name }) => name ?? 'あなた')
    if (alone.length > 1) return `次のいずれか一人でこのセッションを終了できます：${all(alone)}。`
    if (alone.length === 1) return `このセッションを終了できるのは ${all(alone)} だけです。`
    return `終了するには、次の参加者による合計 ${quorum} 以上の重みの署名が必要です：${all(signers.map(withWeight))}。`
  },
  currentSplit: '現在の分配',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `あなたの署名だけで終了できます（${have}/${need}）`
    return `現在の署名：${have}/${need}${signers.length > 0 ? `、${all(signers.map(withWeight))}` : ''}`
  },
  close: 'セッションを終了',
  moved: 'その間にセッションの分配が変わりました。ここに入力した金額はそのままです。',
  startAgain: '最初からやり直す',
  disabledReasons: {
    byApp: '現在、終了の操作は無効になっています。',
    notConnected: 'ノードに接続していません。',
    connecting: status => status === 'authenticating'
      ? 'ログインしています… ウォレットに確認が表示されたら、承認してください。'
      : 'ノードに接続しています…',
    notLoggedIn: 'ログインしているウォレットがありません。',
    declined: 'ログインを拒否しました。',
    noWallet: 'このページには、ログインに使えるウォレットがありません。',
    notOpen: status => status === 'closed' ? 'このセッションは終了しています。' : `このセッションは開いていません。状態：${status}。`,
    noAssets: 'このセッションには、支払うものがありません。',
    invalid: (what, isMarked) => isMarked ? '先に、印の付いた欄を修正してください。' : what,
    unfinished: '先に、すべての金額を入力してください。',
    stale: '入力を始めた後に、このセッションの合計が変わりました。',
  },

  confirmTitle: 'このセッションを終了しますか？',
  confirmShares: shares => `受け取る金額は、${shares.map(received).join('／')} です。`,
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'あなたの取り分は今のままです。'
    return `現在の分配と比べたあなたの取り分：${all(changes.map(changed))}。`
  },
  confirmFinal: 'この操作は取り消せません。',
  twoSteps: '2 段階で行います。まずノードが新しい分配に合意し、その後セッションを終了します。ウォレットの確認は 1 回だけか、まったくありません。各段階をウォレット自身が署名する場合や、先に古いセッションキーを終了する必要がある場合だけ、確認の回数が増えます。',
  elsewhere: '別のタブがこのセッションを終了しています。ここで経過を確認できます。',
  notDurable: 'このページはデータを保存できないため、再読み込みすると終了処理が失われます。ページを開いたままにしてください。',
  receiver: (address, isYou) => isYou ? `${address}（あなた）` : address,
  confirmClose: '確認して終了',
  back: '戻る',

  progressTitle: 'セッションを終了しています',
  progress: {
    planning: 'セッションと分配を確認しています。',
    signing: '署名しています。ウォレットに確認が表示されたら、承認してください。',
    collecting: 'ほかの参加者を待っています。',
    submitting: '送信しました。ノードの応答を待っています。',
    paying: 'セッションは終了しました。支払いの内容を読み込んでいます…',
  },
  agreed: why => `${why} 新しい分配は合意済みですが、セッションはまだ終了していません。`.trim(),
  resume: '今すぐ終了',
  leaveAgreed: '開いたままにする',
  unknown: 'ノードがセッションを終了したかどうか、まだ分かりません。二重に送信することはありません。',
  unknownSplit: 'ノードが新しい分配に合意したかどうか、まだ分かりません。二重に送信することはありません。',
  unknownPayouts: 'ノードではセッションが終了済みになっています。誰にいくら支払われたかを確認しています。二重に送信することはありません。',
  safeToLeave: 'このページを離れても問題ありません。',
  revokeKey: '待たずにセッションキーを無効にする',
  revokeHint: '送信したリクエストは長い間有効です。署名に使ったセッションキーを無効にすると、リクエストも無効になります。その後、ウォレットで新しいキーの承認を求められます。',
  archive: 'この終了処理をアーカイブ…',
  archiveTitle: '結果の確認をやめますか？',
  archiveText: 'このセッションはすでに支払われた可能性や、これから支払われる可能性があります。ここからは誰にも分かりません。アーカイブすると、アプリはこの終了処理を二度と送信せず、結果も確認しません。終了処理は履歴に残り、セッションは改めて終了できます。',
  archiveConfirm: '結果が分からないままアーカイブ',
  archiveKeep: '待ち続ける',
  archived: '終了処理をアーカイブしました',
  recovery: (phase, time) => {
    const activity = {
      connecting: '結果を問い合わせるため、ノードに接続しています。',
      reading: 'ノードに結果を問い合わせています。',
      fencing: 'ノードがリクエストを受け付けられなくなるまで待っています。',
      settling: 'ノードが確実に処理を終えるまで待っています。',
      authorizing: '続けるには、同じウォレットでログインしてください。',
      retrying: 'まもなく再試行します。',
    }[phase]
    return time === null ? activity : `${activity}${time} ごろまでかかる見込みです。`
  },
  steps: { checked: '確認済み', signed: '署名済み', sent: '送信済み', confirmed: '承認済み', paid: '支払い済み' },
  agreeSteps: { signed: '分配に署名済み', sent: '分配を送信済み', confirmed: '分配に合意済み' },
  stepStatus: { waiting: '未着手', active: '進行中', done: '完了', failed: '失敗', unknown: 'まだ不明' },
  cancel: 'キャンセル',
  cancelled: 'キャンセルしました。何も支払われていません。',

  resultTitle: {
    closed: 'セッションを終了しました',
    superseded: '別の分配でセッションが終了しました',
    overpaid: 'ノードが払いすぎました',
  },
  resultText: {
    closed: 'ノードはリクエストどおりに支払いました。',
    superseded: '別の参加者または端末がセッションを終了したか、資金が引き出されました。支払われた金額はここに示すとおりです。',
    overpaid: 'ノードは、セッションの残高より多く支払いました。領収書を保管し、ノードの運営者に連絡してください。',
  },
  watchedUntil: time => `支払い済みです。${time} までは、二重に支払われないことも確認します。`,
  byOthers: '別の参加者または端末が、ここでリクエストした分配でセッションを終了しました。',
  notAsAsked: '別のタブからセッションが終了しました。ここでリクエストした分配は実行されませんでした。',
  openAgain: '終了と同時に誰かがセッションを変更したため、ノードでは再び開いていると表示されています。そのときの残高はすべて支払い済みです。その時点以降に入金がなければ、残高はありません。',
  endedByOthers: 'このブラウザーには領収書がありません。別の参加者または端末がセッションを終了しました。',
  closedBefore: 'セッションはすでに終了していました。あなたのリクエストは実行されませんでした。',
  readingEnd: '誰が何を受け取ったかを読み込んでいます…',
  payouts: 'ノードの台帳による支払い',
  noPayouts: 'ノードの台帳に支払いはありません。',
  differences: 'リクエストとの違い',
  difference: (paid, expected, asset) => `${expected} ${asset} ではなく ${paid} ${asset}`,
  copyReceipt: '領収書をコピー',
  copied: 'コピーしました',
  copyFailed: 'ここではコピーできません',
  downloadReceipt: '領収書をダウンロード',

  notClosed: 'セッションは終了していません',
  notRead: 'セッションを読み込めませんでした',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'セッションが終了した場合、資金は参加者の残高にあります。'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return 'ここからは何も送信していません。'
    if (info.code === 'CLOSING_ARCHIVED') return 'セッションが支払われたかどうか、ここからは誰にも分かりません。'
    return during === 'reading'
      ? 'セッションを読み込んでも、資金は動きません。'
      : '資金はまだセッションにあり、何も支払われていません。'
  },
  tryAgain: '再試行',
  reconnect: '再接続',
  connect: '接続',
  logIn: 'ログイン',
  readAgain: 'もう一度読み込む',
  backToEditing: '入力に戻る',
  reload: 'ページを再読み込み',
}

export const wallet: WalletButtonLabels = {
  connect: 'ウォレットを接続',
  lookAtWallet: 'ウォレットを確認してください',
  cancel: 'キャンセル',
  disconnect: '接続を解除',
  chooseWallet: 'インストール済みのウォレット',
  noWallet: 'このブラウザーにはウォレットがインストールされていません。インストールしてから、ページを再読み込みしてください。',
  declined: labels.disabledReasons.declined,
}

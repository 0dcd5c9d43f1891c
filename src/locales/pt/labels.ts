import { listsIn, sentence } from '../../texts/grammar'
import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const { all, any } = listsIn('pt')

const received = ({ name, amountsByAsset }: ReceiverShare): string =>
  name === null ? `você recebe ${all(amountsByAsset)}` : `${name} recebe ${all(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `o mesmo valor em ${asset}` : `${amount} ${asset} a ${direction === 'more' ? 'mais' : 'menos'}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? 'você'} (${weight})`

export const labels: TranslatedLabels = {
  title: 'Sessão',
  titleEnded: 'Sessão',
  sessionStatus: status => status === 'open' ? 'aberta' : status === 'closed' ? 'encerrada' : status,
  copySessionId: 'Copiar o identificador da sessão',
  empty: 'Nenhuma sessão ativa encontrada.',
  chooseSession: 'Escolha a sessão que deseja encerrar.',
  lookingForSessions: 'Procurando as suas sessões…',
  loading: 'Lendo a sessão…',

  you: '(você)',
  yourAllocation: 'A sua parte',
  counterpartyAllocation: 'Parte do outro participante',
  allocationOf: (name, isYou) => `Parte de ${name}${isYou ? ' (você)' : ''}`,
  total: amount => `${amount} no total`,
  totalHint: 'nesta sessão',
  remainder: 'restante',
  remainderHint: 'Recebe o que sobrar.',
  makeRemainder: 'Recebe o restante',
  makeRemainderOf: (name, asset) => `Recebe o restante de ${asset}: ${name}`,
  lock: 'Bloquear',
  lockOf: (name, asset) => `Bloquear ${asset}: ${name}`,
  lockedHint: 'Mantém este valor.',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `A sua parte de ${asset}`,
  shareValue: (percent, amount, asset) => `${percent}%, ${amount} ${asset}`,
  percent: percent => `${percent}%`,

  presets: asset => `Divisões sugeridas de ${asset}`,
  allToMe: 'Tudo para mim',
  allToThem: 'Tudo para o outro',
  allTo: name => `Tudo para ${name}`,
  half: 'Metade',
  equalShares: 'Partes iguais',
  asItStands: 'Sem alteração',
  backToFunders: 'Devolver a quem depositou',
  division: {
    byPercent: 'Por percentagens…',
    byPoints: 'Por pontos…',
    heading: (by, asset) => by === 'percent' ? `Dividir ${asset} por percentagens` : `Dividir ${asset} por pontos`,
    onlyUnlocked: (amount, asset) => `Os valores bloqueados não mudam. Estes números dividem os restantes ${amount} ${asset}.`,
    percentSign: '%',
    pointsUnit: 'pontos',
    notNumber: 'Escreva um número igual ou superior a zero, por exemplo 12,5.',
    correctFirst: 'Corrija primeiro o número marcado.',
    belowHundred: (sum, missing) => `Soma: ${sum}%. Faltam ${missing}% para chegar a 100%.`,
    aboveHundred: (sum, tooMuch) => `Soma: ${sum}%. São ${tooMuch}% a mais do que 100%.`,
    exactlyHundred: 'Soma: 100%.',
    noPoints: 'Dê pontos a pelo menos um participante.',
    sumOfPoints: sum => `Soma dos pontos: ${sum}.`,
    rounding: 'Os valores são arredondados para baixo, e as menores unidades que sobram vão uma a uma para quem mais perdeu com o arredondamento, de modo que tudo é pago.',
    apply: 'Aplicar',
  },

  readOnly: isParticipant => isParticipant
    ? 'Você pode ver esta sessão, mas a sua assinatura não tem peso nela.'
    : 'Você pode ver esta sessão, mas a carteira conectada não participa dela.',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum)
    const names = any(alone.map(({ name }) => name ?? 'você'))
    if (alone.length > 1) return sentence(`${names} pode encerrar esta sessão sem mais ninguém`, 'pt')
    if (alone.length === 1) return `Somente ${names} pode encerrar esta sessão.`
    return `Para encerrar são necessárias assinaturas com peso total de pelo menos ${quorum}, de ${all(signers.map(withWeight))}.`
  },
  currentSplit: 'Divisão atual',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `A sua assinatura basta (${have} de ${need})`
    return `Assinaturas disponíveis: ${have} de ${need}${signers.length > 0 ? `, de ${all(signers.map(withWeight))}` : ''}`
  },
  close: 'Encerrar sessão',
  moved: 'A divisão da sessão mudou nesse meio-tempo. Os seus valores aqui foram mantidos.',
  startAgain: 'Começar de novo',
  disabledReasons: {
    byApp: 'O encerramento está desativado no momento.',
    notConnected: 'Sem conexão com o nó.',
    connecting: status => status === 'authenticating'
      ? 'Entrando… Se a sua carteira pedir, confirme nela.'
      : 'Conectando ao nó…',
    notLoggedIn: 'Nenhuma carteira entrou.',
    declined: 'Você recusou a entrada.',
    noWallet: 'Esta página não tem uma carteira para entrar.',
    notOpen: status => status === 'closed' ? 'Esta sessão está encerrada.' : `Esta sessão não está aberta: o estado dela é ${status}.`,
    noAssets: 'Esta sessão não contém nada a pagar.',
    invalid: (what, isMarked) => isMarked ? 'Corrija primeiro o campo marcado.' : what,
    unfinished: 'Preencha primeiro todos os valores.',
    stale: 'Os totais desta sessão mudaram desde que você começou.',
  },

  confirmTitle: 'Encerrar esta sessão?',
  confirmShares: shares => shares.some(({ amountsByAsset }) => amountsByAsset.length > 1)
    ? shares.map(share => sentence(received(share), 'pt')).join(' ')
    : sentence(all(shares.map(received)), 'pt'),
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'A sua parte continua como está.'
    return `Em comparação com a divisão atual, você recebe ${all(changes.map(changed))}.`
  },
  confirmFinal: 'Isso não pode ser desfeito.',
  twoSteps: 'São dois passos: primeiro o nó aceita a nova divisão, depois a sessão é encerrada. A sua carteira pergunta uma vez ou nenhuma. Só pergunta mais vezes se ela mesma assinar cada passo ou se antes tiver de encerrar chaves de sessão antigas.',
  elsewhere: 'Outra aba está encerrando esta sessão. Você pode acompanhar aqui.',
  notDurable: 'Esta página não consegue guardar nada, por isso o encerramento não resistiria a uma recarga. Mantenha a página aberta.',
  receiver: (address, isYou) => isYou ? `${address} (você)` : address,
  confirmClose: 'Confirmar e encerrar',
  back: 'Voltar',

  progressTitle: 'Encerrando a sessão',
  progress: {
    planning: 'Verificando a sessão e a sua divisão.',
    signing: 'Assinando. Se a sua carteira pedir, confirme nela.',
    collecting: 'Aguardando os outros participantes.',
    submitting: 'Enviado. Aguardando a resposta do nó.',
    paying: 'A sessão está encerrada. Lendo os pagamentos…',
  },
  agreed: why => `${why} A nova divisão está acordada, mas a sessão ainda não está encerrada.`.trim(),
  resume: 'Encerrar agora',
  leaveAgreed: 'Deixar aberta',
  unknown: 'Ainda não sabemos se o nó encerrou a sessão. Não enviaremos nada duas vezes.',
  unknownSplit: 'Ainda não sabemos se o nó aceitou a nova divisão. Não enviaremos nada duas vezes.',
  unknownPayouts: 'Para o nó, a sessão está encerrada. Ainda estamos verificando quem recebeu quanto, e não enviaremos nada duas vezes.',
  safeToLeave: 'Você pode sair desta página.',
  revokeKey: 'Não esperar: revogar a chave de sessão',
  revokeHint: 'O pedido enviado continua válido por muito tempo. Revogar a chave de sessão que o assinou anula o pedido. Depois, uma nova chave será pedida à sua carteira.',
  archive: 'Arquivar este encerramento…',
  archiveTitle: 'Parar de procurar o resultado?',
  archiveText: 'Talvez esta sessão tenha sido paga, ou ainda seja. Daqui ninguém consegue saber. Depois de arquivado, o aplicativo nunca mais envia este encerramento nem procura o resultado. Ele fica no histórico, e a sessão pode ser encerrada de novo.',
  archiveConfirm: 'Arquivar sem saber o resultado',
  archiveKeep: 'Continuar esperando',
  archived: 'Encerramento arquivado',
  recovery: (phase, time) => {
    const activity = {
      connecting: 'Conectando ao nó para perguntar o que aconteceu.',
      reading: 'Perguntando ao nó o que aconteceu.',
      fencing: 'Esperando até que o nó não possa mais aceitar o pedido.',
      settling: 'Esperando até que o nó já deva ter terminado com ele.',
      authorizing: 'Entre com a mesma carteira para continuar.',
      retrying: 'Nova tentativa em breve.',
    }[phase]
    return time === null ? activity : `${activity} Isso deve durar até ${time}.`
  },
  steps: { checked: 'verificado', signed: 'assinado', sent: 'enviado', confirmed: 'confirmado', paid: 'pago' },
  agreeSteps: { signed: 'divisão assinada', sent: 'divisão enviada', confirmed: 'divisão acordada' },
  stepStatus: { waiting: 'por vir', active: 'em andamento', done: 'concluído', failed: 'falhou', unknown: 'ainda não se sabe' },
  cancel: 'Cancelar',
  cancelled: 'Cancelado. Nada foi pago.',

  resultTitle: {
    closed: 'Sessão encerrada',
    superseded: 'Sessão encerrada com outra divisão',
    overpaid: 'O nó pagou a mais',
  },
  resultText: {
    closed: 'O nó pagou exatamente o que foi pedido.',
    superseded: 'Outro participante ou dispositivo encerrou a sessão, ou os fundos dela foram retirados. O que foi pago é mostrado aqui.',
    overpaid: 'O nó pagou mais do que a sessão continha. Guarde o recibo e entre em contato com o operador do nó.',
  },
  watchedUntil: time => `Pago. Até ${time} o aplicativo também verifica se a sessão não é paga uma segunda vez.`,
  byOthers: 'Outro participante ou dispositivo encerrou a sessão, com a divisão pedida aqui.',
  notAsAsked: 'A sessão foi encerrada em outra aba. A divisão que você pediu aqui não foi aplicada.',
  openAgain: 'O nó mostra a sessão de novo como aberta, porque alguém a alterou no mesmo momento do encerramento. Tudo o que ela continha foi pago. Está vazia, a menos que alguém tenha depositado nesse momento ou depois.',
  endedByOthers: 'Este navegador não tem recibo: outro participante ou dispositivo encerrou a sessão.',
  closedBefore: 'A sessão já estava encerrada. O seu pedido não foi executado.',
  readingEnd: 'Lendo quem recebeu o quê…',
  payouts: 'Pago, de acordo com o livro-razão do nó',
  noPayouts: 'O livro-razão do nó não mostra nenhum pagamento.',
  differences: 'Diferenças em relação ao pedido',
  difference: (paid, expected, asset) => `${paid} ${asset} em vez de ${expected} ${asset}`,
  copyReceipt: 'Copiar recibo',
  copied: 'Copiado',
  copyFailed: 'Não é possível copiar aqui',
  downloadReceipt: 'Baixar recibo',

  notClosed: 'A sessão não foi encerrada',
  notRead: 'Não foi possível ler a sessão',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'Se a sessão foi encerrada, os fundos dela estão nos saldos dos participantes.'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return 'Nada foi enviado daqui.'
    if (info.code === 'CLOSING_ARCHIVED') return 'Daqui ninguém consegue dizer se a sessão foi paga.'
    return during === 'reading'
      ? 'Ler uma sessão não movimenta fundos.'
      : 'Os seus fundos continuam na sessão; nada foi pago.'
  },
  tryAgain: 'Tentar novamente',
  reconnect: 'Reconectar',
  connect: 'Conectar',
  logIn: 'Entrar',
  readAgain: 'Ler novamente',
  backToEditing: 'Voltar aos valores',
  reload: 'Recarregar a página',
}

export const wallet: WalletButtonLabels = {
  connect: 'Conectar uma carteira',
  lookAtWallet: 'Veja a sua carteira',
  cancel: 'Cancelar',
  disconnect: 'Desconectar',
  chooseWallet: 'Carteiras instaladas',
  noWallet: 'Nenhuma carteira está instalada neste navegador. Instale uma e recarregue a página.',
  declined: labels.disabledReasons.declined,
}

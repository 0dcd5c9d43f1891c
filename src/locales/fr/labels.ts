import { listsIn, sentence } from '../../texts/grammar'
import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const { all, any } = listsIn('fr')

const received = ({ name, amountsByAsset }: ReceiverShare): string =>
  name === null ? `vous recevez ${all(amountsByAsset)}` : `${name} reçoit ${all(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `autant de ${asset}` : `${amount} ${asset} de ${direction === 'more' ? 'plus' : 'moins'}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? 'vous'} (${weight})`

export const labels: TranslatedLabels = {
  title: 'Session',
  titleEnded: 'Session',
  sessionStatus: status => status === 'open' ? 'ouverte' : status === 'closed' ? 'fermée' : status,
  copySessionId: 'Copier l’identifiant de la session',
  empty: 'Aucune session active.',
  chooseSession: 'Choisissez la session à fermer.',
  lookingForSessions: 'Recherche de vos sessions…',
  loading: 'Lecture de la session…',

  you: '(vous)',
  yourAllocation: 'Votre part',
  counterpartyAllocation: 'Part de l’autre participant',
  allocationOf: (name, isYou) => `Part de ${name}${isYou ? ' (vous)' : ''}`,
  total: amount => `${amount} au total`,
  totalHint: 'dans cette session',
  remainder: 'reste',
  remainderHint: 'Reçoit ce qui reste.',
  makeRemainder: 'Reçoit le reste',
  makeRemainderOf: (name, asset) => `Reçoit le reste de ${asset} : ${name}`,
  lock: 'Verrouiller',
  lockOf: (name, asset) => `Verrouiller ${asset} : ${name}`,
  lockedHint: 'Garde ce montant.',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `Votre part de ${asset}`,
  shareValue: (percent, amount, asset) => `${percent} %, ${amount} ${asset}`,
  percent: percent => `${percent} %`,

  presets: asset => `Répartitions proposées pour ${asset}`,
  allToMe: 'Tout pour moi',
  allToThem: 'Tout pour l’autre',
  allTo: name => `Tout pour ${name}`,
  half: 'Moitié-moitié',
  equalShares: 'Parts égales',
  asItStands: 'Inchangée',
  backToFunders: 'Rendre à chacun sa mise',
  division: {
    byPercent: 'En pourcentages…',
    byPoints: 'En points…',
    heading: (by, asset) => by === 'percent' ? `Répartir ${asset} en pourcentages` : `Répartir ${asset} en points`,
    onlyUnlocked: (amount, asset) => `Les montants verrouillés ne changent pas. Ces nombres répartissent le reste, soit ${amount} ${asset}.`,
    percentSign: '%',
    pointsUnit: 'points',
    notNumber: 'Saisissez un nombre supérieur ou égal à zéro, par exemple 12,5.',
    correctFirst: 'Corrigez d’abord le nombre signalé.',
    belowHundred: (sum, missing) => `Somme : ${sum} %. Il manque ${missing} % pour atteindre 100 %.`,
    aboveHundred: (sum, tooMuch) => `Somme : ${sum} %. C’est ${tooMuch} % de plus que 100 %.`,
    exactlyHundred: 'Somme : 100 %.',
    noPoints: 'Donnez des points à au moins un participant.',
    sumOfPoints: sum => `Somme des points : ${sum}.`,
    rounding: 'Les montants sont arrondis vers le bas, et les plus petites unités restantes vont une par une à ceux que l’arrondi a le plus désavantagés, si bien que tout est versé.',
    apply: 'Appliquer',
  },

  readOnly: isParticipant => isParticipant
    ? 'Vous pouvez consulter cette session, mais votre signature n’y a aucun poids.'
    : 'Vous pouvez consulter cette session, mais le portefeuille connecté n’y participe pas.',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum)
    const names = any(alone.map(({ name }) => name ?? 'vous'))
    if (alone.length > 1) return sentence(`chacun de ces participants peut fermer seul cette session : ${names}`, 'fr')
    if (alone.length === 1) return alone.some(({ name }) => name === null) ? 'Vous seul pouvez fermer cette session.' : `Seul ${names} peut fermer cette session.`
    return `Il faut des signatures d’un poids total d’au moins ${quorum} pour fermer, parmi ${all(signers.map(withWeight))}.`
  },
  currentSplit: 'Répartition actuelle',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `Votre signature suffit (${have} sur ${need})`
    return `Signatures disponibles : ${have} sur ${need}${signers.length > 0 ? `, de ${all(signers.map(withWeight))}` : ''}`
  },
  close: 'Fermer la session',
  moved: 'La répartition de la session a changé entre-temps. Vos montants ici ont été conservés.',
  startAgain: 'Recommencer',
  disabledReasons: {
    byApp: 'La fermeture est désactivée pour le moment.',
    notConnected: 'Pas de connexion au nœud.',
    connecting: status => status === 'authenticating'
      ? 'Connexion de votre portefeuille… S’il vous le demande, confirmez-y.'
      : 'Connexion au nœud…',
    notLoggedIn: 'Aucun portefeuille n’est identifié.',
    declined: 'Vous avez refusé de vous identifier.',
    noWallet: 'Cette page n’a pas de portefeuille pour s’identifier.',
    notOpen: status => status === 'closed' ? 'Cette session est fermée.' : `Cette session n’est pas ouverte : son état est ${status}.`,
    noAssets: 'Cette session ne contient rien à verser.',
    invalid: (what, isMarked) => isMarked ? 'Corrigez d’abord le champ signalé.' : what,
    unfinished: 'Saisissez d’abord tous les montants.',
    stale: 'Les totaux de cette session ont changé depuis que vous avez commencé.',
  },

  confirmTitle: 'Fermer cette session ?',
  confirmShares: shares => shares.some(({ amountsByAsset }) => amountsByAsset.length > 1)
    ? shares.map(share => sentence(received(share), 'fr')).join(' ')
    : sentence(all(shares.map(received)), 'fr'),
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'Votre part reste la même.'
    return `Par rapport à la répartition actuelle, vous recevez ${all(changes.map(changed))}.`
  },
  confirmFinal: 'Cette action est irréversible.',
  twoSteps: 'Cela se fait en deux étapes : le nœud accepte d’abord la nouvelle répartition, puis la session est fermée. Votre portefeuille vous sollicite une fois, ou pas du tout. Il le fait plus souvent seulement s’il signe lui-même chaque étape ou s’il doit d’abord révoquer d’anciennes clés de session.',
  elsewhere: 'Un autre onglet ferme cette session. Vous pouvez suivre l’opération ici.',
  notDurable: 'Cette page ne peut rien enregistrer : la fermeture ne survivrait pas à un rechargement. Gardez la page ouverte.',
  receiver: (address, isYou) => isYou ? `${address} (vous)` : address,
  confirmClose: 'Confirmer et fermer',
  back: 'Retour',

  progressTitle: 'Fermeture de la session',
  progress: {
    planning: 'Vérification de la session et de votre répartition.',
    signing: 'Signature. Si votre portefeuille vous le demande, confirmez-y.',
    collecting: 'En attente des autres participants.',
    submitting: 'Demande envoyée. En attente de la réponse du nœud.',
    paying: 'La session est fermée. Lecture des versements…',
  },
  agreed: why => `${why} La nouvelle répartition est acceptée, mais la session n’est pas encore fermée.`.trim(),
  resume: 'Fermer maintenant',
  leaveAgreed: 'La laisser ouverte',
  unknown: 'Nous ne savons pas encore si le nœud a fermé la session. Nous n’enverrons rien deux fois.',
  unknownSplit: 'Nous ne savons pas encore si le nœud a accepté la nouvelle répartition. Nous n’enverrons rien deux fois.',
  unknownPayouts: 'Pour le nœud, la session est fermée. Nous vérifions encore qui a reçu combien, et n’enverrons rien deux fois.',
  safeToLeave: 'Vous pouvez quitter cette page.',
  revokeKey: 'Ne pas attendre : révoquer la clé de session',
  revokeHint: 'La demande envoyée reste longtemps valable. Révoquer la clé de session qui l’a signée l’annule. Une nouvelle clé sera ensuite demandée à votre portefeuille.',
  archive: 'Archiver cette fermeture…',
  archiveTitle: 'Ne plus chercher le résultat ?',
  archiveText: 'Cette session a peut-être été payée, ou peut encore l’être. Personne ne peut le savoir d’ici. Une fois la fermeture archivée, l’application ne l’envoie plus jamais et ne cherche plus son résultat. Elle reste dans l’historique, et la session peut être fermée de nouveau.',
  archiveConfirm: 'Archiver sans connaître le résultat',
  archiveKeep: 'Continuer à attendre',
  archived: 'Fermeture archivée',
  recovery: (phase, time) => {
    const activity = {
      connecting: 'Connexion au nœud pour lui demander ce qui s’est passé.',
      reading: 'Nous demandons au nœud ce qui s’est passé.',
      fencing: 'Nous attendons que le nœud ne puisse plus accepter la demande.',
      settling: 'Nous attendons que le nœud en ait forcément terminé.',
      authorizing: 'Identifiez-vous avec le même portefeuille pour continuer.',
      retrying: 'Nouvel essai dans un instant.',
    }[phase]
    return time === null ? activity : `${activity} Cela devrait durer jusqu’à ${time}.`
  },
  steps: { checked: 'vérifiée', signed: 'signée', sent: 'envoyée', confirmed: 'confirmée', paid: 'versée' },
  agreeSteps: { signed: 'répartition signée', sent: 'répartition envoyée', confirmed: 'répartition acceptée' },
  stepStatus: { waiting: 'à venir', active: 'en cours', done: 'terminé', failed: 'échoué', unknown: 'pas encore connu' },
  cancel: 'Annuler',
  cancelled: 'Opération annulée. Rien n’a été versé.',

  resultTitle: {
    closed: 'Session fermée',
    superseded: 'Session fermée avec une autre répartition',
    overpaid: 'Le nœud a versé trop',
  },
  resultText: {
    closed: 'Le nœud a versé exactement ce qui était demandé.',
    superseded: 'Un autre participant ou un autre appareil a fermé la session, ou ses fonds ont été retirés. Les montants versés sont indiqués ici.',
    overpaid: 'Le nœud a versé plus que ce que contenait la session. Gardez le reçu et contactez l’opérateur du nœud.',
  },
  watchedUntil: time => `Versée. Jusqu’à ${time}, l’application vérifie aussi que la session n’est pas versée une seconde fois.`,
  byOthers: 'Un autre participant ou un autre appareil a fermé la session, avec la répartition demandée ici.',
  notAsAsked: 'La session a été fermée depuis un autre onglet. La répartition demandée ici n’a pas été appliquée.',
  openAgain: 'Le nœud indique de nouveau la session comme ouverte, car quelqu’un l’a modifiée au moment même de la fermeture. Tout ce qu’elle contenait a été versé. Elle est vide, sauf si quelqu’un y a déposé des fonds à ce moment-là ou depuis.',
  endedByOthers: 'Ce navigateur n’a pas de reçu : un autre participant ou un autre appareil a fermé la session.',
  closedBefore: 'La session était déjà fermée. Votre demande n’a pas été exécutée.',
  readingEnd: 'Lecture de ce que chacun a reçu…',
  payouts: 'Versements selon le registre du nœud',
  noPayouts: 'Le registre du nœud n’indique aucun versement.',
  differences: 'Différences avec la demande',
  difference: (paid, expected, asset) => `${paid} ${asset} au lieu de ${expected} ${asset}`,
  copyReceipt: 'Copier le reçu',
  copied: 'Copié',
  copyFailed: 'Impossible de copier ici',
  downloadReceipt: 'Télécharger le reçu',

  notClosed: 'La session n’a pas été fermée',
  notRead: 'La session n’a pas pu être lue',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'Si la session a été fermée, ses fonds sont dans les soldes des participants.'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return 'Rien n’a été envoyé d’ici.'
    if (info.code === 'CLOSING_ARCHIVED') return 'Personne ne peut dire d’ici si la session a été versée.'
    return during === 'reading'
      ? 'Lire une session ne déplace aucun fonds.'
      : 'Vos fonds sont toujours dans la session ; rien n’a été versé.'
  },
  tryAgain: 'Réessayer',
  reconnect: 'Se reconnecter',
  connect: 'Se connecter',
  logIn: 'S’identifier',
  readAgain: 'Relire',
  backToEditing: 'Revenir à la saisie',
  reload: 'Recharger la page',
}

export const wallet: WalletButtonLabels = {
  connect: 'Connecter un portefeuille',
  lookAtWallet: 'Regardez votre portefeuille',
  cancel: 'Annuler',
  disconnect: 'Déconnecter',
  chooseWallet: 'Portefeuilles installés',
  noWallet: 'Aucun portefeuille n’est installé dans ce navigateur. Installez-en un, puis rechargez la page.',
  declined: labels.disabledReasons.declined,
}

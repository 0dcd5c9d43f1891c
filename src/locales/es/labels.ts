import { listsIn, sentence } from '../../texts/grammar'
import type { ReceiverShare, ShareChange, SignerWeight, TranslatedLabels } from '../../texts/labels'
import type { WalletButtonLabels } from '../../texts/walletLabels'

const { all, any } = listsIn('es')

const received = ({ name, amountsByAsset }: ReceiverShare): string =>
  name === null ? `usted recibe ${all(amountsByAsset)}` : `${name} recibe ${all(amountsByAsset)}`

const changed = ({ asset, amount, direction }: ShareChange): string =>
  direction === 'same' ? `lo mismo de ${asset}` : `${amount} ${asset} ${direction === 'more' ? 'más' : 'menos'}`

const withWeight = ({ name, weight }: SignerWeight): string => `${name ?? 'usted'} (${weight})`

export const labels: TranslatedLabels = {
  title: 'Sesión',
  titleEnded: 'Sesión',
  sessionStatus: status => status === 'open' ? 'abierta' : status === 'closed' ? 'cerrada' : status,
  copySessionId: 'Copiar el identificador de la sesión',
  empty: 'No hay ninguna sesión activa.',
  chooseSession: 'Elija la sesión que quiere cerrar.',
  lookingForSessions: 'Buscando sus sesiones…',
  loading: 'Leyendo la sesión…',

  you: '(usted)',
  yourAllocation: 'Su parte',
  counterpartyAllocation: 'Parte de la otra persona',
  allocationOf: (name, isYou) => `Parte de ${name}${isYou ? ' (usted)' : ''}`,
  total: amount => `${amount} en total`,
  totalHint: 'en esta sesión',
  remainder: 'resto',
  remainderHint: 'Recibe lo que sobra.',
  makeRemainder: 'Recibe el resto',
  makeRemainderOf: (name, asset) => `Recibe el resto de ${asset}: ${name}`,
  lock: 'Bloquear',
  lockOf: (name, asset) => `Bloquear ${asset}: ${name}`,
  lockedHint: 'Conserva este importe.',
  meantAmount: (amount, asset) => `${amount} ${asset}`,
  share: asset => `Su parte de ${asset}`,
  shareValue: (percent, amount, asset) => `${percent} %, ${amount} ${asset}`,
  percent: percent => `${percent} %`,

  presets: asset => `Repartos sugeridos de ${asset}`,
  allToMe: 'Todo para mí',
  allToThem: 'Todo para la otra persona',
  allTo: name => `Todo para ${name}`,
  half: 'La mitad',
  equalShares: 'Partes iguales',
  asItStands: 'Sin cambios',
  backToFunders: 'Devolver a quienes aportaron',
  division: {
    byPercent: 'Por porcentajes…',
    byPoints: 'Por puntos…',
    heading: (by, asset) => by === 'percent' ? `Repartir ${asset} por porcentajes` : `Repartir ${asset} por puntos`,
    onlyUnlocked: (amount, asset) => `Los importes bloqueados no cambian. Estos números reparten los demás ${amount} ${asset}.`,
    percentSign: '%',
    pointsUnit: 'puntos',
    notNumber: 'Escriba un número igual o mayor que cero, por ejemplo 12,5.',
    correctFirst: 'Corrija primero el número marcado.',
    belowHundred: (sum, missing) => `Suma: ${sum} %. Falta ${missing} % para llegar al 100 %.`,
    aboveHundred: (sum, tooMuch) => `Suma: ${sum} %. Es ${tooMuch} % más que el 100 %.`,
    exactlyHundred: 'Suma: 100 %.',
    noPoints: 'Dé puntos al menos a un participante.',
    sumOfPoints: sum => `Suma de los puntos: ${sum}.`,
    rounding: 'Los importes se redondean hacia abajo, y las unidades mínimas que sobran van una a una a quienes más perdieron con el redondeo, de modo que se paga todo.',
    apply: 'Aplicar',
  },

  readOnly: isParticipant => isParticipant
    ? 'Puede ver esta sesión, pero su firma no tiene peso en ella.'
    : 'Puede ver esta sesión, pero la billetera conectada no participa en ella.',
  whoCanClose: (signers, quorum) => {
    const alone = signers.filter(({ weight }) => weight >= quorum)
    const names = any(alone.map(({ name }) => name ?? 'usted'))
    if (alone.length > 1) return sentence(`${names} puede cerrar esta sesión sin nadie más`, 'es')
    if (alone.length === 1) return `Solo ${names} puede cerrar esta sesión.`
    return `Para cerrar hacen falta firmas con un peso total de al menos ${quorum}, de ${all(signers.map(withWeight))}.`
  },
  currentSplit: 'Reparto actual',
  signatures: (have, need, signers) => {
    const isYours = signers.length > 0 && signers.every(({ name }) => name === null)
    if (isYours && have >= need) return `Su firma es suficiente (${have} de ${need})`
    return `Firmas disponibles: ${have} de ${need}${signers.length > 0 ? `, de ${all(signers.map(withWeight))}` : ''}`
  },
  close: 'Cerrar la sesión',
  moved: 'El reparto de la sesión ha cambiado mientras tanto. Sus importes aquí se han conservado.',
  startAgain: 'Empezar de nuevo',
  disabledReasons: {
    byApp: 'El cierre está desactivado por ahora.',
    notConnected: 'Sin conexión con el nodo.',
    connecting: status => status === 'authenticating'
      ? 'Identificando… Si su billetera lo pide, confirme allí.'
      : 'Conectando con el nodo…',
    notLoggedIn: 'No hay ninguna billetera identificada.',
    declined: 'Ha rechazado identificarse.',
    noWallet: 'Esta página no tiene una billetera con la que identificarse.',
    notOpen: status => status === 'closed' ? 'Esta sesión está cerrada.' : `Esta sesión no está abierta: su estado es ${status}.`,
    noAssets: 'Esta sesión no contiene nada que pagar.',
    invalid: (what, isMarked) => isMarked ? 'Corrija primero el campo marcado.' : what,
    unfinished: 'Introduzca primero todos los importes.',
    stale: 'Los totales de esta sesión han cambiado desde que empezó.',
  },

  confirmTitle: '¿Cerrar esta sesión?',
  confirmShares: shares => shares.some(({ amountsByAsset }) => amountsByAsset.length > 1)
    ? shares.map(share => sentence(received(share), 'es')).join(' ')
    : sentence(all(shares.map(received)), 'es'),
  confirmChanges: (changes) => {
    if (changes.length === 0) return ''
    if (changes.every(({ direction }) => direction === 'same')) return 'Su parte queda como está ahora.'
    return `En comparación con el reparto actual, usted recibe ${all(changes.map(changed))}.`
  },
  confirmFinal: 'Esto no se puede deshacer.',
  twoSteps: 'Son dos pasos: primero el nodo acepta el nuevo reparto y después se cierra la sesión. Su cartera le preguntará una vez o ninguna. Solo preguntará más veces si firma ella misma cada paso o si antes tiene que dar de baja claves de sesión antiguas.',
  elsewhere: 'Otra pestaña está cerrando esta sesión. Puede seguirlo aquí.',
  notDurable: 'Esta página no puede guardar nada, así que el cierre no sobreviviría a una recarga. Mantenga la página abierta.',
  receiver: (address, isYou) => isYou ? `${address} (usted)` : address,
  confirmClose: 'Confirmar y cerrar',
  back: 'Volver',

  progressTitle: 'Cerrando la sesión',
  progress: {
    planning: 'Comprobando la sesión y su reparto.',
    signing: 'Firmando. Si su billetera lo pide, confirme allí.',
    collecting: 'Esperando a los demás participantes.',
    submitting: 'Enviado. Esperando la respuesta del nodo.',
    paying: 'La sesión está cerrada. Leyendo los pagos…',
  },
  agreed: why => `${why} El nuevo reparto está acordado, pero la sesión aún no está cerrada.`.trim(),
  resume: 'Cerrarla ahora',
  leaveAgreed: 'Dejarla abierta',
  unknown: 'Aún no sabemos si el nodo ha cerrado la sesión. No enviaremos nada dos veces.',
  unknownSplit: 'Aún no sabemos si el nodo ha aceptado el nuevo reparto. No enviaremos nada dos veces.',
  unknownPayouts: 'Para el nodo, la sesión está cerrada. Aún estamos comprobando quién ha recibido cuánto, y no enviaremos nada dos veces.',
  safeToLeave: 'Puede salir de esta página.',
  revokeKey: 'No esperar: revocar la clave de sesión',
  revokeHint: 'La solicitud enviada sigue siendo válida mucho tiempo. Si se revoca la clave de sesión que la firmó, queda sin efecto. Después se pedirá a su billetera una clave nueva.',
  archive: 'Archivar este cierre…',
  archiveTitle: '¿Dejar de buscar el resultado?',
  archiveText: 'Es posible que esta sesión se haya pagado, o que aún se pague. Desde aquí nadie puede saberlo. Una vez archivado, la aplicación no vuelve a enviar este cierre ni busca su resultado. Queda en el historial, y la sesión se puede cerrar de nuevo.',
  archiveConfirm: 'Archivar sin conocer el resultado',
  archiveKeep: 'Seguir esperando',
  archived: 'Cierre archivado',
  recovery: (phase, time) => {
    const activity = {
      connecting: 'Conectando con el nodo para preguntar qué ha pasado.',
      reading: 'Preguntando al nodo qué ha pasado.',
      fencing: 'Esperando a que el nodo ya no pueda aceptar la solicitud.',
      settling: 'Esperando a que el nodo haya tenido que terminar con ella.',
      authorizing: 'Identifíquese con la misma billetera para continuar.',
      retrying: 'Se intentará de nuevo en breve.',
    }[phase]
    return time === null ? activity : `${activity} Debería durar hasta las ${time}.`
  },
  steps: { checked: 'comprobado', signed: 'firmado', sent: 'enviado', confirmed: 'confirmado', paid: 'pagado' },
  agreeSteps: { signed: 'reparto firmado', sent: 'reparto enviado', confirmed: 'reparto acordado' },
  stepStatus: { waiting: 'pendiente', active: 'en curso', done: 'hecho', failed: 'fallido', unknown: 'aún no se sabe' },
  cancel: 'Cancelar',
  cancelled: 'Cancelado. No se ha pagado nada.',

  resultTitle: {
    closed: 'Sesión cerrada',
    superseded: 'Sesión cerrada con otro reparto',
    overpaid: 'El nodo ha pagado de más',
  },
  resultText: {
    closed: 'El nodo ha pagado exactamente lo solicitado.',
    superseded: 'Otro participante o dispositivo ha cerrado la sesión, o se han retirado sus fondos. Aquí se indica lo que se ha pagado.',
    overpaid: 'El nodo ha pagado más de lo que contenía la sesión. Guarde el recibo y póngase en contacto con el operador del nodo.',
  },
  watchedUntil: time => `Pagado. Hasta las ${time} la aplicación también comprueba que la sesión no se pague por segunda vez.`,
  byOthers: 'Otro participante o dispositivo ha cerrado la sesión, con el reparto solicitado aquí.',
  notAsAsked: 'La sesión se ha cerrado desde otra pestaña. El reparto que pidió aquí no se ha aplicado.',
  openAgain: 'El nodo vuelve a mostrar la sesión como abierta, porque alguien la cambió en el mismo momento del cierre. Se ha pagado todo lo que contenía. Está vacía, salvo que alguien haya ingresado fondos en ese momento o después.',
  endedByOthers: 'Este navegador no tiene recibo: otro participante o dispositivo ha cerrado la sesión.',
  closedBefore: 'La sesión ya estaba cerrada. Su solicitud no se ha ejecutado.',
  readingEnd: 'Leyendo quién ha recibido qué…',
  payouts: 'Pagado, según el libro de cuentas del nodo',
  noPayouts: 'El libro de cuentas del nodo no muestra ningún pago.',
  differences: 'Diferencias con lo solicitado',
  difference: (paid, expected, asset) => `${paid} ${asset} en lugar de ${expected} ${asset}`,
  copyReceipt: 'Copiar el recibo',
  copied: 'Copiado',
  copyFailed: 'Aquí no se puede copiar',
  downloadReceipt: 'Descargar el recibo',

  notClosed: 'La sesión no se ha cerrado',
  notRead: 'No se ha podido leer la sesión',
  funds: (info, during) => {
    if (info.code === 'SESSION_NOT_OPEN') return 'Si la sesión se ha cerrado, sus fondos están en los saldos de los participantes.'
    if (info.code === 'CLOSING_IN_PROGRESS' || info.code === 'SESSION_NOT_FOUND') return 'Desde aquí no se ha enviado nada.'
    if (info.code === 'CLOSING_ARCHIVED') return 'Desde aquí nadie puede decir si la sesión se ha pagado.'
    return during === 'reading'
      ? 'Leer una sesión no mueve fondos.'
      : 'Sus fondos siguen en la sesión; no se ha pagado nada.'
  },
  tryAgain: 'Reintentar',
  reconnect: 'Volver a conectar',
  connect: 'Conectar',
  logIn: 'Identificarse',
  readAgain: 'Leer de nuevo',
  backToEditing: 'Volver a los importes',
  reload: 'Recargar la página',
}

export const wallet: WalletButtonLabels = {
  connect: 'Conectar una cartera',
  lookAtWallet: 'Mire en su cartera',
  cancel: 'Cancelar',
  disconnect: 'Desconectar',
  chooseWallet: 'Carteras instaladas',
  noWallet: 'No hay ninguna cartera instalada en este navegador. Instale una y vuelva a cargar la página.',
  declined: labels.disabledReasons.declined,
}

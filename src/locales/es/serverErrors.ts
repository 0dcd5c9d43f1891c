import type { DatabaseAdvice } from '../../core/errors/databaseProblem'
import type { AllErrors } from '../../core/errors/translation'

export const databaseAdvice: DatabaseAdvice = {
  login: 'Corrija el nombre de usuario y la contraseña con los que este servidor se conecta a la base de datos.',
  admission: 'Permita en el servidor de la base de datos este usuario, esta base de datos y esta dirección (en Postgres: pg_hba.conf). Si exige una conexión cifrada, active ssl o tls en las opciones del cliente.',
  unreachable: 'Asegúrese de que el servidor de la base de datos está en marcha, de que este servidor tiene su host y su puerto correctos y de que no hay un cortafuegos en medio.',
  host: 'Corrija el nombre de host de la base de datos, o la resolución de nombres de este servidor.',
  silent: 'Asegúrese de que la red hasta la base de datos funciona y de que su servidor no está sobrecargado. La opción timeout dice cuánto se espera.',
  encryption: 'Compruebe si el servidor de la base de datos espera una conexión cifrada en este puerto, y haga que este servidor confíe en su certificado.',
  missing: 'Cree la base de datos, el esquema o la tabla que nombra el motivo, o corrija su nombre en las opciones.',
  right: 'Pida a un administrador de la base de datos que conceda el permiso que nombra el motivo.',
  settings: 'Cambie en el servidor de la base de datos el ajuste que nombra el motivo. Pase durability: \'trusted\' solo si el servidor conserva de otra forma cada escritura confirmada.',
  hiddenSettings: 'Permita al usuario leer los ajustes (en Redis: CONFIG GET). Si su proveedor no lo permite, asegúrese en su consola de que cada escritura se sincroniza (appendonly yes, appendfsync always) y de que no se expulsa nada, y pase durability: \'trusted\'.',
  readOnly: 'Conéctese al servidor primario, con una conexión que pueda escribir.',
  replicas: 'Recupere las réplicas que faltan, o añada otras. Hasta entonces, una escritura podría perderse cuando una réplica tome el relevo.',
  cluster: 'Conéctese con el cliente de clúster de su biblioteca, y espere hasta que cada parte del clúster tenga un servidor primario.',
  full: 'Libere espacio en el servidor de la base de datos.',
  busy: 'Espere hasta que el servidor de la base de datos haya arrancado, o haga que acepte más conexiones.',
  damaged: 'Examine la fila con vue-nitrolite rooms explain. Corríjala o utilice la versión de vue-nitrolite que la escribió.',
  held: 'Solo un proceso a la vez puede usar la carpeta de un diario de archivos. Espere a que termine el otro proceso, o termínelo, y vuelva a abrir el diario. Si varios procesos trabajan a la vez, guarde el diario en Postgres o Redis.',
  ended: 'El cliente de la base de datos de este servidor ha terminado: la aplicación lo ha terminado, o ha dejado de intentar conectarse. Use un cliente abierto y termínelo solo cuando se haya detenido todo lo que lo usa.',
  other: 'Mire el motivo y el registro del servidor de la base de datos.',
}

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: 'El resultado[ de la sala {roomId}] no se puede usar.', why: '[Motivo técnico: {reason}|No tiene la forma esperada].', fix: 'No se ha guardado ni enviado nada. Corrija el resultado y vuelva a cerrar la sala.' },
  ROOM_RESULT_CONFLICT: { what: '[La sala {roomId}|La sala] ya tiene otro resultado.', why: 'Una sala se cierra con el primer resultado que se indicó.', fix: 'El primer resultado sigue siendo válido y no se envía nada más. Lea la sala para verlo.' },
  ROOM_SESSION_TAKEN: { what: 'La sesión[ {sessionId}] pertenece a otra sala[: {roomId}].', why: 'Una sesión solo se cierra para una sala.', fix: 'No se ha guardado ni enviado nada. Compruebe qué sesión pertenece a qué sala.' },
  ROOM_DEPOSITS_UNKNOWN: { what: 'Los depósitos de la sesión[ {sessionId}] no se pueden devolver.', why: '[{participant} ha retirado más {asset} de lo que depositó|Este nodo no indica quién hizo los depósitos].', fix: 'No se ha enviado nada. Cierre la sala con un resultado que indique los depósitos o los propios importes.' },
  ROOM_QUEUE_FULL: { what: 'Por ahora no se aceptan más salas.', why: 'Ya [{limit=one: # sala espera; other: # salas esperan}|demasiadas salas esperan] a ser cerradas.', fix: 'No se ha guardado ni enviado nada para esta sala. Vuelva a cerrarla más tarde, o haga que la llamada espere con la opción queue.whenFull.' },
  ROOM_CLOSER_STOPPED: { what: 'Este proceso ya no cierra salas.', why: 'Se está deteniendo, o no se ha iniciado.', fix: 'Las salas guardadas no se pierden: el siguiente worker las continúa. Cierre allí las demás salas.' },
  ROOM_STORE_FAILED: { what: 'La tabla de salas no se ha podido leer o escribir.', why: '[Motivo técnico: {reason}|La base de datos no ha dicho por qué].', fix: 'No se envía nada para una sala que no está guardada. [{advice} Después vuelva a cerrar la sala|Asegúrese de que la base de datos funciona y vuelva a cerrar la sala]: nada se paga dos veces.' },
  ROOM_TAKEN_OVER: { what: '[La sala {roomId} ya no pertenece a este worker|Este worker ya no tiene la sala].', why: 'El worker no dio señales de vida durante demasiado tiempo o se detuvo, así que otro worker puede haber tomado la sala.', fix: 'No hay que hacer nada. El worker que toma la sala termina su cierre, y nada se paga dos veces.' },
  ROOM_QUEUE_UNAVAILABLE: { what: 'No se puede usar la cola que anuncia las salas a los workers.', why: '[Motivo técnico: {reason}|La cola no ha dicho por qué].', fix: 'Las salas guardadas no se pierden: los workers también las encuentran sin la cola, solo que más tarde. Asegúrese de que la cola funciona y vuelva a intentarlo.' },
} as const satisfies Partial<AllErrors>

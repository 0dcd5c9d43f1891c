import type { DatabaseAdvice } from '../../core/errors/databaseProblem'

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
  other: 'Mire el motivo y el registro del servidor de la base de datos.',
}

import type { DatabaseAdvice } from '../../core/errors/databaseProblem'

export const databaseAdvice: DatabaseAdvice = {
  login: 'Bu sunucunun veritabanına bağlanırken kullandığı kullanıcı adını ve parolayı düzeltin.',
  admission: 'Veritabanı sunucusunda bu kullanıcıya, bu veritabanına ve bu adrese izin verin (Postgres için: pg_hba.conf). Şifreli bağlantı istiyorsa istemcinin seçeneklerinde ssl ya da tls ayarını açın.',
  unreachable: 'Veritabanı sunucusunun çalıştığından, bu sunucunun onun doğru adresini ve bağlantı noktasını kullandığından ve arada bir güvenlik duvarı olmadığından emin olun.',
  host: 'Veritabanının sunucu adını ya da bu sunucunun ad çözümlemesini düzeltin.',
  silent: 'Veritabanına giden ağın çalıştığından ve veritabanı sunucusunun aşırı yüklü olmadığından emin olun. Ne kadar bekleneceğini timeout seçeneği belirler.',
  encryption: 'Veritabanı sunucusunun bu bağlantı noktasında şifreli bağlantı bekleyip beklemediğini denetleyin ve bu sunucunun onun sertifikasına güvenmesini sağlayın.',
  missing: 'Nedenin belirttiği veritabanını, şemayı ya da tabloyu oluşturun veya adını seçeneklerde düzeltin.',
  right: 'Nedenin belirttiği yetkiyi bir veritabanı yöneticisinden isteyin.',
  settings: 'Nedenin belirttiği ayarı veritabanı sunucusunda değiştirin. durability: \'trusted\' seçeneğini yalnızca sunucu onaylanan her yazmayı başka bir yolla koruyorsa verin.',
  hiddenSettings: 'Kullanıcının ayarları okumasına izin verin (Redis için: CONFIG GET). Sağlayıcınız buna izin vermiyorsa konsolunda her yazmanın eşitlendiğinden (appendonly yes, appendfsync always) ve hiçbir şeyin çıkarılmadığından emin olun ve durability: \'trusted\' verin.',
  readOnly: 'Yazabilen bir bağlantıyla birincil sunucuya bağlanın.',
  replicas: 'Eksik kopyaları geri getirin ya da yenilerini ekleyin. O zamana kadar bir kopya devraldığında bir yazma kaybolabilir.',
  cluster: 'Kitaplığınızın küme istemcisiyle bağlanın ve kümenin her parçasının bir birincil sunucusu olana kadar bekleyin.',
  full: 'Veritabanı sunucusunda yer açın.',
  busy: 'Veritabanı sunucusu başlayana kadar bekleyin ya da daha çok bağlantı kabul etmesini sağlayın.',
  other: 'Nedene ve veritabanı sunucusunun günlüğüne bakın.',
}

import type { DatabaseAdvice } from '../../core/errors/databaseProblem'
import type { AllErrors } from '../../core/errors/translation'

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
  damaged: 'Satırı vue-nitrolite rooms explain ile inceleyin. Düzeltin veya onu yazan vue-nitrolite sürümünü kullanın.',
  held: 'Bir dosya günlüğünün klasörünü aynı anda yalnızca bir süreç kullanabilir. Diğer süreç bitene kadar bekleyin veya onu sonlandırın ve günlüğü yeniden açın. Aynı anda birkaç süreç çalışıyorsa günlüğü Postgres veya Redis’te tutun.',
  ended: 'Bu sunucunun veritabanı istemcisi sona erdi: uygulama onu sonlandırdı veya istemci bağlanmaktan vazgeçti. Açık bir istemci kullanın ve onu ancak onu kullanan her şey durduktan sonra sonlandırın.',
  other: 'Nedene ve veritabanı sunucusunun günlüğüne bakın.',
}

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: '[{roomId} odasının sonucu|Sonuç] kullanılamıyor.', why: '[Teknik neden: {reason}|Sonuç beklenen biçimde değil].', fix: 'Hiçbir şey saklanmadı veya gönderilmedi. Sonucu düzeltip odayı yeniden kapatın.' },
  ROOM_RESULT_CONFLICT: { what: '[{roomId} odasının|Odanın] zaten başka bir sonucu var.', why: 'Bir oda, ilk verilen sonuçla kapatılır.', fix: 'İlk sonuç geçerliliğini korur ve başka bir şey gönderilmez. Görmek için odayı okuyun.' },
  ROOM_SESSION_TAKEN: { what: '[{sessionId} oturumu|Oturum] başka bir odaya ait[: {roomId}].', why: 'Bir oturum yalnızca bir oda için kapatılır.', fix: 'Hiçbir şey saklanmadı veya gönderilmedi. Hangi oturumun hangi odaya ait olduğunu kontrol edin.' },
  ROOM_DEPOSITS_UNKNOWN: { what: '[{sessionId} oturumunun|Oturumun] yatırılan tutarları geri verilemiyor.', why: '[{participant}, yatırdığından daha fazla {asset} çekmiş|Bu düğüm kimin para yatırdığını bildirmiyor].', fix: 'Hiçbir şey gönderilmedi. Odayı, yatırılan tutarları veya tutarların kendisini belirten bir sonuçla kapatın.' },
  ROOM_QUEUE_FULL: { what: 'Şu anda başka oda kabul edilmiyor.', why: '[{limit=one: # oda; other: # oda}|Çok fazla oda] zaten kapatılmayı bekliyor.', fix: 'Bu oda için hiçbir şey saklanmadı veya gönderilmedi. Daha sonra yeniden kapatın veya queue.whenFull seçeneğiyle çağrının beklemesini sağlayın.' },
  ROOM_CLOSER_STOPPED: { what: 'Bu süreç artık oda kapatmıyor.', why: 'Kapanıyor veya başlatılmadı.', fix: 'Saklanan odalar kaybolmaz: sonraki worker bunlara devam eder. Diğer odaları orada kapatın.' },
  ROOM_STORE_FAILED: { what: 'Oda tablosu okunamadı veya yazılamadı.', why: '[Teknik neden: {reason}|Veritabanı nedenini belirtmedi].', fix: 'Saklanmamış bir oda için hiçbir şey gönderilmez. [{advice} Sonra odayı yeniden kapatın|Veritabanının çalıştığından emin olup odayı yeniden kapatın]: hiçbir şey iki kez ödenmez.' },
  ROOM_TAKEN_OVER: { what: '[{roomId} odası artık bu worker’a ait değil|Oda artık bu worker’da değil].', why: 'Worker çok uzun süre yaşam belirtisi vermedi veya durduruldu; bu yüzden odayı başka bir worker almış olabilir.', fix: 'Yapılacak bir şey yok. Odayı alan worker kapatmayı tamamlar ve hiçbir şey iki kez ödenmez.' },
  ROOM_QUEUE_UNAVAILABLE: { what: 'Odaları worker’lara bildiren kuyruk kullanılamıyor.', why: '[Teknik neden: {reason}|Kuyruk nedenini belirtmedi].', fix: 'Saklanan odalar kaybolmaz: worker’lar onları kuyruk olmadan da, yalnızca daha geç bulur. Kuyruğun çalıştığından emin olup yeniden deneyin.' },
} as const satisfies Partial<AllErrors>

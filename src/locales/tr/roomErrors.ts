import type { AllErrors } from '../../core/errors/translation'

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: '[{roomId} odasının sonucu|Sonuç] kullanılamıyor.', why: '[Teknik neden: {reason}|Sonuç beklenen biçimde değil].', fix: 'Hiçbir şey saklanmadı veya gönderilmedi. Sonucu düzeltip odayı yeniden kapatın.' },
  ROOM_RESULT_CONFLICT: { what: '[{roomId} odasının|Odanın] zaten başka bir sonucu var.', why: 'Bir oda, ilk verilen sonuçla kapatılır.', fix: 'İlk sonuç geçerliliğini korur ve başka bir şey gönderilmez. Görmek için odayı okuyun.' },
  ROOM_SESSION_TAKEN: { what: '[{sessionId} oturumu|Oturum] başka bir odaya ait[: {roomId}].', why: 'Bir oturum yalnızca bir oda için kapatılır.', fix: 'Hiçbir şey saklanmadı veya gönderilmedi. Hangi oturumun hangi odaya ait olduğunu kontrol edin.' },
  ROOM_DEPOSITS_UNKNOWN: { what: '[{sessionId} oturumunun|Oturumun] yatırılan tutarları geri verilemiyor.', why: '[{participant}, yatırdığından daha fazla {asset} çekmiş|Bu düğüm kimin para yatırdığını bildirmiyor].', fix: 'Hiçbir şey gönderilmedi. Odayı, yatırılan tutarları veya tutarların kendisini belirten bir sonuçla kapatın.' },
  ROOM_QUEUE_FULL: { what: 'Şu anda başka oda kabul edilmiyor.', why: '[{limit=one: # oda; other: # oda}|Çok fazla oda] zaten kapatılmayı bekliyor.', fix: 'Bu oda için hiçbir şey saklanmadı veya gönderilmedi. Daha sonra yeniden kapatın veya queue.whenFull seçeneğiyle çağrının beklemesini sağlayın.' },
  ROOM_CLOSER_STOPPED: { what: 'Bu süreç artık oda kapatmıyor.', why: 'Kapanıyor veya başlatılmadı.', fix: 'Saklanan odalar kaybolmaz: sonraki worker bunlara devam eder. Diğer odaları orada kapatın.' },
  ROOM_STORE_FAILED: { what: 'Oda tablosu okunamadı veya yazılamadı.', why: '[Teknik neden: {reason}|Veritabanı nedenini belirtmedi].', fix: 'Saklanmamış bir oda için hiçbir şey gönderilmez. [{advice} Sonra odayı yeniden kapatın|Veritabanının çalıştığından emin olup odayı yeniden kapatın]: hiçbir şey iki kez ödenmez.' },
} as const satisfies Partial<AllErrors>

package org.ikdcore.app.support

import java.io.File
import java.net.HttpURLConnection
import java.net.URL
import java.util.Base64
import org.json.JSONArray
import org.json.JSONObject

/** Somebody in the population record, with what the forms ask. [sex] is `1` for a man; [born] is `1990-12-31`. */
data class Person(val nik: String, val name: String, val sex: String, val birthPlace: String, val born: String) {
    val email get() = "warga${nik.takeLast(6)}@contoh.id"
}

/**
 * The running service: where it is, and its control interface, which plays officer, mailbox and captcha.
 *
 * `cargo xtask test` starts it and says where it is by environment variables.
 */
object Sandbox {
    private val keys by lazy { ask("GET", "/keys") }
    private val people by lazy { ask("GET", "/people") }

    /** Whether a service runs; tests that need none run without. */
    val runs = System.getenv("IKD_API") != null

    /** Address of the service. */
    val service get() = variable("IKD_API")

    /** The certificate that the service's leads to, PEM. */
    val serviceRoots by lazy { File(variable("IKD_CERTIFICATE")).readText() }

    /** The trust bundle in force. */
    val trustBundle get() = bytes(keys.getString("ikd:trust_bundle"))

    /** Private keys of the demo readers, X25519. */
    val readerKeys by lazy { keySet().filter { it.has("d") }.map { bytes(it.getString("d")) } }

    /** People who may register, each once. */
    val adults by lazy {
        val couple = people.getJSONArray("married_couple").objects()
        (listOf(people.getJSONObject("adult")) + couple + people.getJSONObject("long_name_60")).map(::person).distinct()
    }

    /** Somebody of the population by the role in `/people`: `blocked`, `deceased`, `not_recorded`, ... */
    fun person(role: String) = person(people.getJSONObject(role))

    /** What `assets/ikd.json` says in a debug build for this sandbox; [form] is `short` or `long`. */
    fun configuration(form: String = "short"): String =
        JSONObject()
            .put("form", form)
            .put("name", "IKD Contoh")
            .put("example", true)
            .put("service", service)
            .put("service_roots", serviceRoots)
            .put("trust_root", keys.getString("ikd:trust_root"))
            .put("embedded_trust", keys.getString("ikd:trust_bundle"))
            .put("link_host", service.removePrefix("https://"))
            .put("colours", JSONObject())
            .toString()

    /** There is no way to the service, until [online]. */
    fun offline() = trouble("", JSONObject().put("cut", "before-request"), times = 1_000_000)

    fun online() {
        ask("PUT", "/faults", JSONArray())
    }

    /** Many tests come from one address. */
    fun liftLimits() {
        ask("POST", "/limits/off")
    }

    /** The text of the QR that the counter shows. */
    fun pairingOffer(): String = ask("POST", "/pairing-offer").getString("qr_text")

    /** The counter scans the QR that the phone shows. */
    fun scanPhone(text: String) {
        ask("POST", "/scan-phone", JSONObject().put("qr_text", text))
    }

    /** The officer gets the phone's digits, has compared face and data, and approves. What came of it. */
    fun approve(digits: String): String {
        val statement = JSONObject().put("digits", digits).put("face_matches", true).put("data_compared", true)
        return ask("POST", "/registrations/$digits/approve", statement).getString("outcome")
    }

    /** The officer rejects the registration with these digits; [reason] is a code such as `face-mismatch`. */
    fun reject(digits: String, reason: String, note: String? = null) {
        ask("POST", "/registrations/$digits/reject", JSONObject().put("reason", reason).put("note", note))
    }

    /** Blocks the account of this person, or lifts the block. */
    fun block(nik: String, blocked: Boolean) {
        ask("POST", "/accounts/$nik/block", JSONObject().put("blocked", blocked))
    }

    /** The code in the newest mail to this address. */
    fun activationCode(email: String): String =
        ask("POST", "/activation-code", JSONObject().put("email", email)).getString("code")

    /** What the picture of a captcha shows. */
    fun captchaAnswer(id: String): String = ask("GET", "/captcha/$id").getString("answer")

    /** The next [times] requests on [path] fail as [kind] says: `{"delay": {"ms": 500}}`, ... */
    fun trouble(path: String, kind: JSONObject, times: Int = 1000) {
        ask("PUT", "/faults", JSONArray().put(JSONObject().put("path", path).put("times", times).put("kind", kind)))
    }

    fun troubleEnds() {
        ask("PUT", "/faults", JSONArray())
    }

    /** How far the service's clock is ahead of this computer's, seconds. */
    var aheadSeconds = 0L
        private set

    /** Moves the service's clock forward. It does not go back: phones of later tests begin at the same time. */
    fun passTime(seconds: Long) {
        ask("POST", "/clock", JSONObject().put("seconds", seconds))
        aheadSeconds += seconds
    }

    /** The counter frees the account from the phone that has it, for the registration with these digits. */
    fun releaseOldPhone(digits: String) {
        val queue = ask("GET", "/queue").getJSONArray("queue").objects()
        val ids = queue.map { it.getString("id") }
        val id = ids.first { ask("GET", "/registrations/$it").optString("digits") == digits }
        ask("POST", "/registrations/$id/release-old-device")
    }

    /**
     * What the officer does with the newest application of [citizen] that is open: `review`, `approve`, `sign`, `issue`,
     * `correction`, `visit`, `refusal`.
     */
    fun officer(citizen: Person, step: String, body: JSONObject = JSONObject()) {
        ask("POST", "/applications/${application(citizen).getString("id")}/$step", body)
    }

    /** The applications of [citizen] that are open, as in the officer's list: `id`, `state`, `revision`, ... */
    fun applications(citizen: Person): List<JSONObject> =
        ask("GET", "/applications").getJSONArray("applications").objects().filter { it.getString("nik") == citizen.nik }

    /** The newest of them. */
    fun application(citizen: Person): JSONObject = applications(citizen).last()

    /** The officer has compared the face of [citizen], which waits, and accepts it. */
    fun acceptFace(citizen: Person) {
        val waiting = ask("GET", "/face-checks").getJSONArray("face_checks").objects()
        val id = waiting.last { it.getString("nik") == citizen.nik }.getString("id")
        ask("POST", "/face-checks/$id", JSONObject().put("verdict", "accept"))
    }

    /** What becomes of each face at once: `retake` with [guidance]; `null`: each waits for the officer. */
    fun faceVerdict(verdict: String?, guidance: List<String> = emptyList()) {
        ask("PUT", "/face-verdict", JSONObject().put("verdict", verdict).put("guidance", JSONArray(guidance)))
    }

    /** Changes the record of [citizen]: `{"blocked": false}`, ... */
    fun changeRecord(citizen: Person, change: JSONObject) {
        ask("POST", "/records/${citizen.nik}", change)
    }

    /** Issues a trust bundle that differs: `terms`, `lowest_app`, `without_readers`, ... */
    fun issueTrust(change: JSONObject) {
        ask("POST", "/trust", change)
    }

    /** Any request of the control interface. */
    fun ask(method: String, path: String, body: Any? = null): JSONObject {
        val connection = URL("${variable("IKD_PAGES")}/control$path").openConnection() as HttpURLConnection
        connection.requestMethod = method
        connection.setRequestProperty("Authorization", "Bearer ${variable("IKD_CONTROL")}")
        if (body != null) {
            connection.doOutput = true
            connection.setRequestProperty("Content-Type", "application/json")
            connection.outputStream.use { it.write(body.toString().toByteArray()) }
        }
        val status = connection.responseCode
        val answer = (if (status == 200) connection.inputStream else connection.errorStream)?.use { it.readBytes() }
        check(status == 200) { "control: $method $path: $status: ${answer?.decodeToString()}" }
        return JSONObject(answer!!.decodeToString())
    }

    private fun keySet() = keys.getJSONArray("keys").objects()

    private fun person(entry: JSONObject) = Person(
        entry.getString("nik"),
        entry.getString("name"),
        entry.get("sex").toString(),
        entry.getString("birth_place"),
        entry.getString("birth_date"),
    )

    private fun JSONArray.objects() = (0..<length()).map(::getJSONObject)

    private fun bytes(base64url: String): ByteArray = Base64.getUrlDecoder().decode(base64url)

    private fun variable(name: String) =
        checkNotNull(System.getenv(name)) { "$name is not set: run `cargo xtask test --only android`" }
}

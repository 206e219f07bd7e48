package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.launch
import org.ikdcore.Application
import org.ikdcore.IkdException
import org.ikdcore.LeftReason
import org.ikdcore.Notice
import org.ikdcore.ServiceInfo

/** The services, and the applications on this phone. */
data class ApplicationsState(
    /** `null`: not read yet. */
    val services: List<ServiceInfo>? = null,
    val applications: List<Application> = emptyList(),
    val notices: List<Notice> = emptyList(),
    /** Something is being sent, or the service is being asked. */
    val exchanging: Boolean = false,
    /** Why an application still waits, by its id. */
    val left: Map<String, LeftReason> = emptyMap(),
    val failure: Failure? = null,
)

/**
 * Reads services and applications, sends what waits, and asks what became of the rest, again and again while the app is
 * seen.
 *
 * @param onIssued a document was issued: it is on its way.
 */
class ApplicationsModel(private val app: AppModel, private val onIssued: () -> Unit) : AutoCloseable {
    private val reading = Operation(app)
    private val starting = Operation(app)
    private val wishes = Channel<Unit>(Channel.CONFLATED)
    private val atOnce = LinkedHashSet<String>()
    private var services by mutableStateOf<List<ServiceInfo>?>(null)
    private var applications by mutableStateOf<List<Application>>(emptyList())
    private var notices by mutableStateOf<List<Notice>>(emptyList())
    private var exchanging by mutableStateOf(false)
    private var left by mutableStateOf<Map<String, LeftReason>>(emptyMap())
    private var failure by mutableStateOf<Failure?>(null)

    /** The service whose page is open. */
    var service by mutableStateOf<ServiceInfo?>(null)
        private set

    /** Whether the service that was chosen is being started, and why that failed. */
    val begin: Operation get() = starting

    val state: ApplicationsState
        get() = ApplicationsState(services, applications, notices, exchanging, left, reading.failure ?: failure)

    private val working = app.scope.launch {
        for (wish in wishes) exchange()
    }
    private val polling = app.scope.launch {
        app.inForeground.collectLatest { seen -> if (seen) poll() }
    }

    fun application(id: String): Application? = applications.firstOrNull { it.id == id }

    /** A screen with applications is opened: shows what is here, and asks for what is new. */
    fun open() {
        reading.start { read() }
        wishes.trySend(Unit)
    }

    /** Sends what waits and asks the service, now or after what is being done. */
    fun exchangeNow() {
        wishes.trySend(Unit)
    }

    /** Sends the application [id] on any network. */
    fun sendNow(id: String) {
        atOnce += id
        wishes.trySend(Unit)
    }

    fun choose(service: ServiceInfo) {
        this.service = service
        starting.forget()
    }

    /** Begins an application for the service that is open, and hands its id to [then]. */
    fun start(then: (String) -> Unit) = starting.start {
        val chosen = service ?: return@start
        val id = app.applications { start(chosen.id) }
        read()
        then(id)
    }

    /** Reads the lists again after a change. */
    suspend fun read() {
        services = app.applications { services() }
        applications = app.applications { list() }
        notices = app.applications { notices() }
    }

    override fun close() {
        polling.cancel()
        working.cancel()
    }

    private suspend fun poll() {
        while (true) {
            wishes.trySend(Unit)
            var after = POLL_MS
            reading.tolerate { after = app.applications { pollAfterMs(inUse = true) }.toLong() }
            delay(after.milliseconds)
        }
    }

    private suspend fun exchange() {
        exchanging = true
        try {
            read()
            whileReading { send() }
            val news = app.applications { refresh() }
            read()
            if (news.syncDocuments) onIssued()
            failure = null
        } catch (error: IkdException) {
            val failed = failure(error)
            app.followUp(failed)
            failure = failed.takeUnless { it.remedy == Remedy.Silence }
        } finally {
            exchanging = false
        }
    }

    /** Sends what the person wants sent at once, then what the network allows. */
    private suspend fun send() {
        for (id in atOnce.toList()) {
            atOnce -= id
            app.applications { send(id) }
        }
        val report = app.applications { sendQueued(app.uplink.metered) }
        left = report.left.associate { it.id to it.why }
        report.againAfterMs?.let(app.uplink::sendLater)
        read()
    }

    /** Shows how far [sending] has come. */
    private suspend fun whileReading(sending: suspend () -> Unit) = coroutineScope {
        val watch = launch {
            while (true) {
                delay(SECOND_MS)
                reading.tolerate { applications = app.applications { list() } }
            }
        }
        try {
            sending()
        } finally {
            watch.cancel()
        }
    }

    private companion object {
        /** If the core cannot say how long to wait. */
        const val POLL_MS = 900_000L
    }
}

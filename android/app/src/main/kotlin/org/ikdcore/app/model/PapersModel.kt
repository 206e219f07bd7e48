package org.ikdcore.app.model

import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import java.io.IOException
import java.nio.ByteBuffer
import org.ikdcore.DefinitionAttachment
import org.ikdcore.HeldPaper
import org.ikdcore.Paper
import org.ikdcore.PaperAdvice

/** A paper that was photographed and is looked at before it is kept. */
class TakenPaper(val paper: Paper, val preview: ByteArray, val advice: List<PaperAdvice>) : AutoCloseable {
    override fun close() = paper.close()
}

/** The photographs of papers of the application that is open. They are kept in the vault only. */
class PapersModel(private val app: AppModel, private val opened: OpenApplicationModel) : AutoCloseable {
    private val reading = Operation(app)

    val operation = Operation(app)

    /** Small pictures of the pages. */
    var previews by mutableStateOf<Map<HeldPaper, ByteArray>>(emptyMap())
        private set

    /** The paper that is photographed, and which page of it. */
    var wanted by mutableStateOf<Pair<DefinitionAttachment, UByte>?>(null)
        private set

    /** What was photographed. */
    var taken by mutableStateOf<TakenPaper?>(null)
        private set

    val failure: Failure? get() = operation.failure ?: reading.failure

    /** The papers are shown: reads the small pictures that are not here yet. */
    fun begin() {
        stop()
        reading.start { readPreviews() }
    }

    /** The next page of [attachment] is to be photographed. */
    fun want(attachment: DefinitionAttachment) {
        val held = opened.contents?.papers.orEmpty().filter { it.kind == attachment.kind }.map { it.page.toInt() }
        val page = (1..attachment.pages.toInt()).firstOrNull { it !in held } ?: return
        wanted = attachment to page.toUByte()
        again()
    }

    fun take(source: FrameSource) = capture({ source.still() })

    /** [then] when a photograph was picked. */
    fun pick(photos: suspend () -> ByteBuffer?, then: () -> Unit = {}) = capture(photos, then)

    /** The photograph is not kept. */
    fun again() {
        taken?.close()
        taken = null
        operation.forget()
    }

    /** Keeps the photograph; [then] leads back to [begin]. */
    fun accept(then: () -> Unit) = operation.start {
        val (attachment, page) = wanted ?: return@start
        val accepted = taken ?: return@start
        app.applications { attach(opened.opened, attachment.kind, page, accepted.paper) }
        opened.read()
        then()
    }

    fun remove(held: HeldPaper) = operation.start {
        app.applications { detach(opened.opened, held.kind, held.page) }
        opened.read()
        previews = previews - held
    }

    /** Nothing is photographed any more. */
    fun stop() {
        again()
        wanted = null
    }

    override fun close() {
        stop()
        previews = emptyMap()
    }

    private fun capture(photograph: suspend () -> ByteBuffer?, then: () -> Unit = {}) = operation.start {
        val bytes = try {
            app.call { photograph() }
        } catch (_: IOException) {
            // The camera was taken away: its state says what to do.
            null
        } ?: return@start
        taken = app.call {
            val paper = Paper.of(bytes)
            TakenPaper(paper, paper.preview(LARGE_EDGE), paper.details().advice)
        }
        then()
    }

    private suspend fun readPreviews() {
        val held = opened.contents?.papers.orEmpty()
        previews = previews.filterKeys { it in held }
        for (page in held - previews.keys) {
            val jpeg = app.applications { paper(opened.opened, page.kind, page.page) }
            val small = app.call { Paper.of(directBuffer(jpeg)).use { it.preview(SMALL_EDGE) } }
            jpeg.fill(0)
            previews = previews + (page to small)
        }
    }

    private companion object {
        /** Long edge of the picture to be looked at, pixels. */
        const val LARGE_EDGE = 1200u

        /** Long edge of a picture in the list, pixels. */
        const val SMALL_EDGE = 240u
    }
}

package org.ikdcore.app.platform

import android.app.Application
import android.content.Intent
import android.net.Uri
import android.provider.OpenableColumns
import androidx.test.core.app.ApplicationProvider
import java.io.File
import java.io.FileNotFoundException
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class ShareProviderTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()
    private val bytes = ByteArray(200_000) { it.toByte() }

    private fun send(chooser: Intent) = chooser.getParcelableExtra(Intent.EXTRA_INTENT, Intent::class.java)!!

    private fun share(): Intent = send(ShareProvider.sheet(app, "tanda-terima.json", "application/json", bytes))

    private fun read(uri: Uri): ByteArray =
        app.contentResolver.openInputStream(uri)!!.use {
            // Robolectric's pipe is a file, whose end comes too early for a reader beside the writer.
            Thread.getAllStackTraces().keys.filter { it.name == "share" }.forEach(Thread::join)
            it.readBytes()
        }

    private val Intent.stream get() = getParcelableExtra(Intent.EXTRA_STREAM, Uri::class.java)!!

    @Test
    fun `the share sheet grants reading of one address of memory`() {
        val chooser = ShareProvider.sheet(app, "tanda-terima.json", "application/json", bytes)
        val send = send(chooser)
        assertEquals(Intent.ACTION_CHOOSER, chooser.action)
        assertEquals(Intent.ACTION_SEND, send.action)
        assertEquals("application/json", send.type)
        assertEquals("content", send.stream.scheme)
        assertEquals("org.ikdcore.app.share", send.stream.authority)
        assertEquals(send.stream, send.clipData!!.getItemAt(0).uri)
        for (intent in listOf(chooser, send)) {
            assertEquals(Intent.FLAG_GRANT_READ_URI_PERMISSION, intent.flags and Intent.FLAG_GRANT_READ_URI_PERMISSION)
            assertEquals(0, intent.flags and Intent.FLAG_GRANT_WRITE_URI_PERMISSION)
            assertEquals(0, intent.flags and Intent.FLAG_GRANT_PERSISTABLE_URI_PERMISSION)
        }
    }

    @Test
    fun `the receiver reads name, size, type and bytes`() {
        val uri = share().stream
        assertEquals("application/json", app.contentResolver.getType(uri))
        app.contentResolver.query(uri, null, null, null, null)!!.use { row ->
            row.moveToFirst()
            assertEquals("tanda-terima.json", row.getString(row.getColumnIndexOrThrow(OpenableColumns.DISPLAY_NAME)))
            assertEquals(bytes.size, row.getInt(row.getColumnIndexOrThrow(OpenableColumns.SIZE)))
        }
        assertArrayEquals(bytes, read(uri))
    }

    @Test
    fun `a file is closed by the next one, and addresses cannot be guessed`() {
        val first = share().stream
        val second = share().stream
        assertNotEquals(first, second)
        assertTrue(second.lastPathSegment!!.length == 32)
        assertNull(app.contentResolver.getType(first))
        assertThrows(FileNotFoundException::class.java) { app.contentResolver.openInputStream(first) }
    }

    @Test
    fun `nobody can write`() {
        val uri = share().stream
        assertThrows(FileNotFoundException::class.java) { app.contentResolver.openOutputStream(uri, "w") }
        assertEquals(0, app.contentResolver.delete(uri, null, null))
    }

    @Test
    fun `nothing is left on the disk`() {
        fun files() = listOf(app.filesDir, app.cacheDir, app.noBackupFilesDir).flatMap {
            it.walkTopDown().filter(File::isFile)
        }
        val before = files()
        read(share().stream)
        assertEquals(before, files())
    }
}

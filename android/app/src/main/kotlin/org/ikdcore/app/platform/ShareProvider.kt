package org.ikdcore.app.platform

import android.content.ClipData
import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.content.Intent
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import java.io.FileNotFoundException
import java.io.IOException
import java.security.SecureRandom
import kotlin.concurrent.thread

private const val ID_BYTES = 16

/** A file that the person shares. It lies in memory only: nothing of it stays on the disk. */
internal class SharedFile(val id: String, val name: String, val mimeType: String, val bytes: ByteArray)

/**
 * Hands the last shared file to the app that the person chose in the share sheet. Others cannot ask: the provider is
 * not exported, and the intent grants the one address.
 */
class ShareProvider : ContentProvider() {
    override fun onCreate() = true

    override fun getType(uri: Uri) = find(uri)?.mimeType

    override fun query(
        uri: Uri,
        projection: Array<String>?,
        selection: String?,
        selectionArgs: Array<String>?,
        sortOrder: String?,
    ): Cursor? {
        val file = find(uri) ?: return null
        val columns = projection ?: arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE)
        return MatrixCursor(columns, 1).apply {
            addRow(
                columns.map {
                    when (it) {
                        OpenableColumns.DISPLAY_NAME -> file.name
                        OpenableColumns.SIZE -> file.bytes.size
                        else -> null
                    }
                },
            )
        }
    }

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        val file = find(uri)
        if (file == null || mode != "r") throw FileNotFoundException()
        val (reading, writing) = ParcelFileDescriptor.createPipe()
        thread(name = "share") {
            try {
                ParcelFileDescriptor.AutoCloseOutputStream(writing).use { it.write(file.bytes) }
            } catch (_: IOException) {
                // The other app stopped reading.
            }
        }
        return reading
    }

    override fun insert(uri: Uri, values: ContentValues?): Uri? = null

    override fun update(uri: Uri, values: ContentValues?, selection: String?, selectionArgs: Array<String>?) = 0

    override fun delete(uri: Uri, selection: String?, selectionArgs: Array<String>?) = 0

    private fun find(uri: Uri) = current?.takeIf { it.id == uri.lastPathSegment }

    companion object {
        @Volatile
        private var current: SharedFile? = null

        /** The share sheet for this file. The file before it cannot be read any more. */
        fun sheet(context: Context, name: String, mimeType: String, bytes: ByteArray): Intent {
            val id = ByteArray(ID_BYTES).also(SecureRandom()::nextBytes).joinToString("") { "%02x".format(it) }
            current = SharedFile(id, name, mimeType, bytes)
            val uri = Uri.Builder().scheme("content").authority("${context.packageName}.share").appendPath(id).build()
            val send =
                Intent(Intent.ACTION_SEND)
                    .setType(mimeType)
                    .putExtra(Intent.EXTRA_STREAM, uri)
                    .putExtra(Intent.EXTRA_TITLE, name)
                    .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
            // The grant goes with the clip, also through the chooser.
            send.clipData = ClipData.newRawUri(name, uri)
            return Intent.createChooser(send, null).addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        }
    }
}

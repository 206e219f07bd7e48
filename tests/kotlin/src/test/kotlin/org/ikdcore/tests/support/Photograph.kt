package org.ikdcore.tests.support

import java.nio.ByteBuffer
import kotlin.io.path.Path
import kotlin.io.path.readBytes

/** The journey's photograph: a JPEG framed like a selfie, stored turned as a phone's sensor lies. */
val photograph: ByteBuffer by lazy { direct(Path(System.getenv("IKD_PHOTOGRAPH")).readBytes()) }

/** Bytes in memory that the library can read where they lie; position 0. */
fun direct(bytes: ByteArray): ByteBuffer = ByteBuffer.allocateDirect(bytes.size).put(bytes).flip()

package org.ikdcore.tests.support

import java.nio.ByteBuffer
import kotlin.io.path.Path
import kotlin.io.path.readBytes

/** The journey's photograph: a JPEG framed like a selfie, stored in the orientation of the sensor. */
val photograph: ByteBuffer by lazy { direct(Path(System.getenv("IKD_PHOTOGRAPH")).readBytes()) }

/** Bytes that the library can read in place; position 0. */
fun direct(bytes: ByteArray): ByteBuffer = ByteBuffer.allocateDirect(bytes.size).put(bytes).flip()

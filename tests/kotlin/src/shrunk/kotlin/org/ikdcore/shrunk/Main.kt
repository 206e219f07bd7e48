package org.ikdcore.shrunk

import kotlinx.coroutines.runBlocking
import org.ikdcore.Stage
import org.ikdcore.tests.support.Citizen
import org.ikdcore.tests.support.Phone
import org.ikdcore.tests.support.Sandbox
import kotlin.system.exitProcess

/** A whole registration, in classes that R8 has renamed and shrunk with the keep rules of the bindings. */
fun main() {
    Sandbox.liftLimits()
    Phone(Sandbox.folder.resolve("shrunk")).open().use { app ->
        runBlocking { Citizen(Sandbox.adults.first()).walk(app) { it is Stage.Unlocked } }
    }
    println("registered")
    // The HTTP client of the tests has threads.
    exitProcess(0)
}

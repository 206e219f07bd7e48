plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
}

// The bindings, the libraries of each ABI and their keep rules. `cargo xtask android` writes them.
val built = rootDir.resolve("../target/android")

android {
    namespace = "org.ikdcore"
    compileSdk = libs.versions.compileSdk.get().toInt()
    defaultConfig {
        minSdk = libs.versions.minSdk.get().toInt()
        consumerProguardFiles(built.resolve("consumer-rules.pro"))
    }
    sourceSets["main"].apply {
        kotlin.srcDir(built.resolve("kotlin"))
        jniLibs.srcDir(built.resolve("jniLibs"))
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin {
    compilerOptions.jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_17
}

dependencies {
    // The AAR: the JAR has no libraries for Android in it.
    api(libs.jna) { artifact { type = "aar" } }
    api(libs.coroutines.core)
    implementation(libs.androidx.annotation)
}

tasks.named("preBuild") {
    doFirst {
        if (!built.resolve("kotlin").isDirectory || !built.resolve("jniLibs").isDirectory) {
            throw GradleException("There is no $built. Run `cargo xtask android` in the root of the repository first.")
        }
    }
}

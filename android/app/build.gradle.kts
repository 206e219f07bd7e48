import groovy.json.JsonSlurper

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.compose.compiler)
}

// What an owner of the app sets. A debug build has the file of `cargo xtask app --phone`, if there is one.
fun configuration(variant: String): Map<*, *> {
    val file = file("src/$variant/assets/ikd.json").takeIf { it.isFile } ?: file("src/main/assets/ikd.json")
    return JsonSlurper().parse(file) as Map<*, *>
}

fun com.android.build.api.dsl.VariantDimension.name(configuration: Map<*, *>) {
    manifestPlaceholders["appName"] = configuration.getValue("name") as String
    manifestPlaceholders["linkHost"] = configuration.getValue("link_host") as String
}

android {
    namespace = "org.ikdcore.app"
    compileSdk = libs.versions.compileSdk.get().toInt()
    defaultConfig {
        applicationId = "org.ikdcore.app"
        minSdk = libs.versions.minSdk.get().toInt()
        targetSdk = libs.versions.targetSdk.get().toInt()
        versionCode = 1
        versionName = "0.1.0"
    }
    // Android's old tag for Indonesian.
    androidResources.localeFilters += listOf("in", "en")
    buildFeatures.compose = true
    buildTypes {
        debug {
            name(configuration("debug"))
        }
        release {
            name(configuration("main"))
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
        }
    }
    // Stored in the APK as they are, on borders of 16 KB.
    packaging.jniLibs.useLegacyPackaging = false
    lint {
        warningsAsErrors = true
        abortOnError = true
    }
    testOptions.unitTests.isIncludeAndroidResources = true
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

kotlin {
    compilerOptions {
        jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_17
        allWarningsAsErrors = true
    }
}

dependencies {
    implementation(project(":core"))
    implementation(libs.activity.compose)
    implementation(libs.compose.foundation)
    implementation(libs.compose.material3)
    implementation(libs.compose.ui)
    implementation(libs.coroutines.android)
    implementation(libs.lifecycle.runtime.compose)
    implementation(libs.lifecycle.viewmodel.compose)
    implementation(libs.zxing.core)

    testImplementation(libs.androidx.test.core.ktx)
    testImplementation(libs.androidx.test.ext.junit)
    testImplementation(libs.compose.ui.test.junit4)
    testImplementation(libs.coroutines.test)
    testImplementation(libs.jna)
    testImplementation(libs.junit)
    testImplementation(libs.robolectric)
    testImplementation(libs.serialization.json)
    debugImplementation(libs.compose.ui.test.manifest)
}

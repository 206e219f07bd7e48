package org.ikdcore.app.platform

import android.app.Application
import android.app.LocaleManager
import android.content.Context
import android.content.res.Configuration
import android.os.LocaleList
import androidx.test.core.app.ApplicationProvider
import org.ikdcore.Language
import org.ikdcore.app.ui.texts.TextKey
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class LanguagesTest {
    private val app = ApplicationProvider.getApplicationContext<Application>()

    private fun phone(languages: String): Context =
        app.createConfigurationContext(Configuration().apply { setLocales(LocaleList.forLanguageTags(languages)) })

    @Test
    fun `the first language of the phone that the app has is taken`() {
        assertEquals(Language.INDONESIAN, Languages.shown(phone("id-ID")))
        assertEquals(Language.INDONESIAN, Languages.shown(phone("id-ID,en-US")))
        assertEquals(Language.ENGLISH, Languages.shown(phone("en-GB,id-ID")))
        assertEquals(Language.ENGLISH, Languages.shown(phone("fr-FR,en-US")))
    }

    @Test
    fun `a phone in another language shows Indonesian`() {
        assertEquals(Language.INDONESIAN, Languages.shown(phone("ar")))
        assertEquals(Language.INDONESIAN, Languages.shown(phone("jv-ID,su-ID")))
    }

    @Test
    fun `from Android 13 on the system keeps the choice`() {
        assertFalse(Languages(app, sdk = 33).choose(Language.ENGLISH))
        assertEquals("en", app.getSystemService(LocaleManager::class.java).applicationLocales.toLanguageTags())
        assertSame(app, Languages(app, sdk = 33).applied(app))
    }

    @Test
    fun `before Android 13 the app keeps the choice, over restarts`() {
        assertTrue(Languages(app, sdk = 32).choose(Language.ENGLISH))
        assertEquals(Language.ENGLISH, Languages.shown(Languages(app, sdk = 32).applied(phone("id-ID"))))
        Languages(app, sdk = 26).choose(Language.INDONESIAN)
        assertEquals(Language.INDONESIAN, Languages.shown(Languages(app, sdk = 26).applied(phone("en-US"))))
    }

    @Test
    fun `every text has words in both languages, and takes its placeholders`() {
        for (language in listOf("id-ID", "en-US")) {
            val texts = AndroidTexts(phone(language))
            for (key in TextKey.entries) {
                val args = key.placeholders.map { it to (if (key.plural) 3 else "($it)") as Any }
                val text = texts.get(key, *args.toTypedArray())
                assertTrue("$key in $language", text.isNotBlank() && '{' !in text)
                if (!key.plural) for (name in key.placeholders) assertTrue("$key in $language", "($name)" in text)
            }
        }
    }
}

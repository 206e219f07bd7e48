package org.ikdcore.app.ui.applications

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import org.ikdcore.Application
import org.ikdcore.ApplicationContents
import org.ikdcore.DefinitionField
import org.ikdcore.FieldType
import org.ikdcore.FormText
import org.ikdcore.Language
import org.ikdcore.Notice
import org.ikdcore.NoticeKind
import org.ikdcore.app.ui.LocalTexts
import org.ikdcore.app.ui.Texts
import org.ikdcore.app.ui.parts.day
import org.ikdcore.app.ui.parts.written
import org.ikdcore.app.ui.texts.TextKey

// Texts that come with a form, answers and notices, in the person's language.

fun FormText.of(language: Language): String = when (language) {
    Language.INDONESIAN -> id
    Language.ENGLISH -> en
}

@Composable
@ReadOnlyComposable
fun words(text: FormText): String = text.of(LocalTexts.current.language)

/** The name of an application's service; its id if the form needs a newer app. */
@Composable
@ReadOnlyComposable
fun titleOf(application: Application): String = application.title?.let { words(it) } ?: application.service

/** The answer of a field in words; `null` if there is none. [regions] are names of regions by their codes. */
fun Texts.written(
    field: DefinitionField,
    answer: String,
    contents: ApplicationContents,
    regions: Map<String, String>,
): String? = if (answer.isBlank()) {
    null
} else {
    when (field.kind) {
        FieldType.NIK, FieldType.KK -> inGroups(answer)
        FieldType.DATE -> answer.split('-').reversed().joinToString("-")
        FieldType.CODE -> field.options.firstOrNull { it.code.toString() == answer }?.label?.of(language) ?: answer
        FieldType.REGION -> regions[answer] ?: answer
        FieldType.MEMBER -> contents.members.firstOrNull { it.nik == answer }?.name ?: inGroups(answer)
        FieldType.YES_NO ->
            get(if (answer == YES) TextKey.APPLICATION_FORM_YES else TextKey.APPLICATION_FORM_NO)
        FieldType.NAME, FieldType.TIME, FieldType.TEXT, FieldType.INT, FieldType.ADDRESS -> answer
    }
}

private fun inGroups(digits: String) = digits.chunked(GROUP).joinToString(" ")

/** What a notice says. */
fun Texts.written(notice: Notice): String {
    val title = "title" to (notice.title?.of(language) ?: notice.service)
    return when (val kind = notice.kind) {
        is NoticeKind.Changed ->
            get(TextKey.NOTICE_CHANGED, title, "state" to get(TextKey.of("application", kind.state)))
        is NoticeKind.CorrectionDue -> get(TextKey.NOTICE_CORRECTION_DUE, title, "until" to day(kind.until))
        is NoticeKind.Visit -> kind.until?.let { get(TextKey.NOTICE_VISIT, title, "until" to day(it)) }
            ?: get(TextKey.NOTICE_VISIT_UNDATED, title)
        NoticeKind.Returned -> get(TextKey.NOTICE_RETURNED, title)
        NoticeKind.FaceCheckNeeded -> get(TextKey.NOTICE_FACE_CHECK_NEEDED, title)
        is NoticeKind.Deadline -> get(
            if (kind.passed) TextKey.NOTICE_DEADLINE_PASSED else TextKey.NOTICE_DEADLINE,
            title,
            "until" to kind.until.written(),
        )
        is NoticeKind.DraftEnds -> get(TextKey.NOTICE_DRAFT_ENDS, title, "at" to day(kind.at))
        is NoticeKind.Report -> get(
            if (kind.passed) TextKey.NOTICE_REPORT_PASSED else TextKey.NOTICE_REPORT,
            title,
            "until" to kind.until.written(),
        )
    }
}

internal const val YES = "yes"
internal const val NO = "no"
private const val GROUP = 4

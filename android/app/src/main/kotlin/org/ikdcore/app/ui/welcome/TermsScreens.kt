package org.ikdcore.app.ui.welcome

import androidx.compose.foundation.relocation.BringIntoViewRequester
import androidx.compose.foundation.relocation.bringIntoViewRequester
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.runtime.withFrameNanos
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import org.ikdcore.app.model.Failure
import org.ikdcore.app.ui.FailureNote
import org.ikdcore.app.ui.Screen
import org.ikdcore.app.ui.ScreenId
import org.ikdcore.app.ui.TitlePlace
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.Facts
import org.ikdcore.app.ui.parts.FilledAction
import org.ikdcore.app.ui.parts.RowItem
import org.ikdcore.app.ui.parts.Rows
import org.ikdcore.app.ui.parts.SmallText
import org.ikdcore.app.ui.parts.Subtitle
import org.ikdcore.app.ui.parts.SwitchCard
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

data class TermsState(
    val agreed: Boolean = false,
    /** The person went on without agreeing. */
    val missing: Boolean = false,
    val busy: Boolean = false,
    val failure: Failure? = null,
)

/** Consent. The button is never grey: without the switch, the focus and the message go to it. */
@Composable
fun TermsScreen(
    state: TermsState,
    onAgree: (Boolean) -> Unit,
    onRead: () -> Unit,
    onNext: () -> Unit,
    onBack: () -> Unit,
) {
    val switch = remember { FocusRequester() }
    val place = remember { BringIntoViewRequester() }
    LaunchedEffect(state.missing) {
        if (!state.missing) return@LaunchedEffect
        // The switch of a screen that has just come is there with its first frame.
        withFrameNanos {}
        switch.requestFocus()
        // A touch gives a switch no focus.
        place.bringIntoView()
    }
    Screen(
        ScreenId.Terms,
        text(TextKey.STEP_TERMS),
        onBack = onBack,
        actions = {
            SwitchCard(
                text(TextKey.TERMS_AGREE),
                state.agreed,
                onAgree,
                Modifier.bringIntoViewRequester(place).focusRequester(switch),
                fault = text(TextKey.TERMS_MISSING).takeIf { state.missing },
            )
            SmallText(text(TextKey.TERMS_RECEIPT_LATER))
            FilledAction(text(TextKey.COMMON_NEXT), onNext, busy = state.busy)
        },
    ) {
        FailureNote(state.failure, onRetry = null)
        Subtitle(text(TextKey.TERMS_SHORT))
        Facts(
            listOf(
                Icons.Shield to text(TextKey.TERMS_PURPOSE),
                Icons.Person to text(TextKey.TERMS_FACE),
                Icons.History to text(TextKey.TERMS_WITHDRAW),
            ),
        )
        Rows(listOf(RowItem(text(TextKey.TERMS_READ), onRead, Icons.Document, text(TextKey.TERMS_READ_TIME))))
    }
}

/** Without the line breaks and the indentation of the file, which look broken where lines wrap. */
private fun flowing(terms: String) =
    terms.replace(CONTINUED, " ").lines().joinToString("\n", transform = String::trimStart)

/** A line of the file that goes on with the item above it. */
private val CONTINUED = Regex("\n {5,}")

/** The whole text of the terms, as it is signed. */
@Composable
fun TermsTextScreen(terms: String?, failure: Failure?, onBack: () -> Unit) {
    Screen(ScreenId.TermsText, text(TextKey.STEP_TERMS), onBack = onBack, titlePlace = TitlePlace.Bar) {
        FailureNote(failure, onRetry = null)
        if (terms != null) SelectionContainer { Text(flowing(terms), style = IkdTheme.type.body) }
    }
}

package org.ikdcore.app.ui.activation

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.wrapContentHeight
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.autofill.ContentType
import androidx.compose.ui.draw.alpha
import androidx.compose.ui.semantics.contentType
import androidx.compose.ui.semantics.error
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.ikdcore.app.ui.parts.FieldFrame
import org.ikdcore.app.ui.parts.focusRing
import org.ikdcore.app.ui.theme.IkdTheme

/** One field drawn as six boxes, so that a code can be pasted or filled in by the phone. */
@Composable
internal fun CodeField(code: String, onCode: (String) -> Unit, label: String, fault: String?) {
    val touch = remember { MutableInteractionSource() }
    val focused by touch.collectIsFocusedAsState()
    BasicTextField(
        value = code,
        onValueChange = { typed -> onCode(typed.filter(Char::isDigit).take(CODE_LENGTH)) },
        modifier = Modifier.semantics {
            contentType = ContentType.SmsOtpCode
            if (fault != null) error(fault)
        },
        keyboardOptions = KeyboardOptions(
            autoCorrectEnabled = false,
            keyboardType = KeyboardType.Number,
            imeAction = ImeAction.Next,
        ),
        singleLine = true,
        interactionSource = touch,
        decorationBox = { inner ->
            FieldFrame(label, help = null, count = null, fault = fault) {
                // The field itself is not seen: the boxes show what is in it.
                Box(Modifier.height(0.dp).wrapContentHeight(unbounded = true).alpha(0f)) { inner() }
                Boxes(code, focused, fault != null)
            }
        },
    )
}

@Composable
private fun Boxes(code: String, focused: Boolean, fault: Boolean) {
    val scheme = MaterialTheme.colorScheme
    val shape = RoundedCornerShape(12.dp)
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
        repeat(CODE_LENGTH) { at ->
            Box(
                Modifier.weight(1f)
                    .height(60.dp)
                    .focusRing(focused && at == code.length.coerceAtMost(CODE_LENGTH - 1), 12.dp)
                    .background(scheme.surfaceContainerLowest, shape)
                    .border(if (fault) 3.dp else 2.dp, if (fault) scheme.error else scheme.outline, shape),
                Alignment.Center,
            ) { Text(code.getOrNull(at)?.toString().orEmpty(), style = IkdTheme.type.key) }
        }
    }
}

private const val CODE_LENGTH = 6

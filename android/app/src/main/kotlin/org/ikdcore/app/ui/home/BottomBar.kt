package org.ikdcore.app.ui.home

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.interaction.MutableInteractionSource
import androidx.compose.foundation.interaction.collectIsFocusedAsState
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.ripple
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.ikdcore.app.model.Place
import org.ikdcore.app.ui.icons.Icons
import org.ikdcore.app.ui.parts.focusRing
import org.ikdcore.app.ui.text
import org.ikdcore.app.ui.texts.TextKey
import org.ikdcore.app.ui.theme.IkdTheme

/** Leads between the three places of the unlocked app, and locks it. Two by two when text is large. */
@Composable
fun BottomBar(at: Place.Root, onGo: (Place.Root) -> Unit, onLock: () -> Unit) {
    val scheme = MaterialTheme.colorScheme
    val ktp = @Composable { tab: Modifier ->
        Tab(tab, Icons.Card, TextKey.HOME_TITLE, at == Place.Home) { onGo(Place.Home) }
    }
    val documents = @Composable { tab: Modifier ->
        Tab(tab, Icons.Document, TextKey.DOCUMENTS_TITLE, at == Place.Documents) { onGo(Place.Documents) }
    }
    val qr = @Composable { tab: Modifier -> Tab(tab, Icons.Qr, TextKey.NAV_QR, at == Place.Show) { onGo(Place.Show) } }
    val lock = @Composable { tab: Modifier -> Tab(tab, Icons.Lock, TextKey.NAV_LOCK, null, onLock) }
    Column(Modifier.fillMaxWidth().background(scheme.surfaceContainer).selectableGroup()) {
        Spacer(Modifier.fillMaxWidth().height(1.dp).background(scheme.outlineVariant))
        if (IkdTheme.large) {
            Row(Modifier.padding(horizontal = 4.dp)) {
                ktp(Modifier.weight(1f))
                documents(Modifier.weight(1f))
            }
            Row(Modifier.padding(horizontal = 4.dp)) {
                qr(Modifier.weight(1f))
                lock(Modifier.weight(1f))
            }
        } else {
            Row(Modifier.padding(horizontal = 4.dp, vertical = 6.dp)) {
                listOf(ktp, documents, qr, lock).forEach { it(Modifier.weight(1f)) }
            }
        }
    }
}

/** [chosen]: `null` for a button, which is not a place. */
@Composable
private fun Tab(modifier: Modifier, icon: ImageVector, name: TextKey, chosen: Boolean?, onClick: () -> Unit) {
    val scheme = MaterialTheme.colorScheme
    val touch = remember { MutableInteractionSource() }
    val focused by touch.collectIsFocusedAsState()
    val colour = if (chosen == true) scheme.primary else scheme.onSurfaceVariant
    val action = if (chosen == null) {
        Modifier.clickable(touch, ripple(), role = Role.Button, onClick = onClick)
    } else {
        Modifier.selectable(chosen, touch, ripple(), role = Role.Tab, onClick = onClick)
    }
    val pill = @Composable { width: Int ->
        Box(
            Modifier.size(width.dp, 32.dp)
                .background(
                    if (chosen ==
                        true
                    ) {
                        scheme.primaryContainer
                    } else {
                        scheme.surfaceContainer
                    },
                    RoundedCornerShape(16.dp)
                ),
            contentAlignment = Alignment.Center,
        ) { Icon(icon, null, Modifier.size(24.dp), tint = colour) }
    }
    val words = @Composable { align: TextAlign ->
        val weight = if (chosen == true) FontWeight.Bold else FontWeight.Medium
        Text(text(name), color = colour, style = tabStyle().copy(fontWeight = weight), textAlign = align)
    }
    val frame = modifier.focusRing(focused, 12.dp).then(action)
    if (IkdTheme.large) {
        Row(
            frame.heightIn(min = 56.dp).padding(horizontal = 2.dp, vertical = 4.dp),
            verticalAlignment = Alignment.CenterVertically,
        ) {
            pill(32)
            Spacer(Modifier.width(4.dp))
            words(TextAlign.Start)
        }
    } else {
        Column(
            frame.heightIn(min = 56.dp).padding(vertical = 2.dp),
            verticalArrangement = Arrangement.spacedBy(4.dp),
            horizontalAlignment = Alignment.CenterHorizontally,
        ) {
            pill(60)
            words(TextAlign.Center)
        }
    }
}

/** Grows to one and a half times at most, so that no name of a place breaks within a word. */
@Composable
private fun tabStyle() = with(LocalDensity.current) {
    IkdTheme.type.small.copy(fontSize = (14f * minOf(fontScale, 1.5f)).dp.toSp())
}

package org.ikdcore.app.pictures

import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsOwner
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getAllSemanticsNodes
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.text.TextLayoutResult

/** What makes a screen hard to use: no heading, a control without a name, too small a target, a text that is cut. */
internal fun faultsOf(owner: SemanticsOwner, density: Float): List<String> {
    val nodes = owner.getAllSemanticsNodes(mergingEnabled = true)
    val texts = owner.getAllSemanticsNodes(mergingEnabled = false)
    return buildList {
        if (nodes.none { SemanticsProperties.Heading in it.config }) add("no heading")
        if (nodes.none {
                !it.config.getOrNull(SemanticsProperties.PaneTitle).isNullOrBlank()
            }
        ) {
            add("no title of the pane")
        }
        nodes.filter(::isControl).forEach { node ->
            if (nameOf(node).isBlank()) add("a control without a name at ${node.boundsInRoot}")
            val touch = node.touchBoundsInRoot
            if (node.boundsInWindow.height > 0 && minOf(touch.width, touch.height) < TARGET_DP * density - 1) {
                add("\"${nameOf(node)}\" is a target of ${touch.width} x ${touch.height}")
            }
        }
        texts.forEach { node ->
            val layouts = mutableListOf<TextLayoutResult>()
            node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action?.invoke(layouts)
            layouts.filter(::isCut).forEach { add("\"${it.layoutInput.text}\" is cut") }
        }
    }
}

/** A text that is as wide as its place is not cut, though its width is not whole. */
private fun isCut(text: TextLayoutResult) = text.didOverflowHeight ||
    (0 until text.lineCount).any { line ->
        text.isLineEllipsized(line) || text.getLineRight(line) - text.getLineLeft(line) > text.size.width + 1
    }

private fun isControl(node: SemanticsNode) = SemanticsActions.OnClick in node.config

/** What a screen reader says of a node. */
private fun nameOf(node: SemanticsNode): String = buildString {
    node.config.getOrNull(SemanticsProperties.ContentDescription)?.forEach { append(it) }
    node.config.getOrNull(SemanticsProperties.Text)?.forEach { append(it.text) }
}

private const val TARGET_DP = 48

// The declarations of SwiftUI that the app uses, for compilers without Apple's SDK. Views become a tree of nodes that
// tests read and press. Nothing is laid out or drawn. Signatures and labels follow Apple's, nothing is newer than iOS 15,
// and each declaration says since when Apple has it. What a view looks like is not here.
@_exported import Combine
@_exported import Foundation
@_exported import UIKit

// @available(iOS 13.0, *)
/// A part of what the person sees.
@MainActor @preconcurrency public protocol View {
    /// The parts it consists of.
    associatedtype Body: View
    /// The parts it consists of.
    @ViewBuilder @MainActor @preconcurrency var body: Body { get }
}

extension Never: View {
    /// Never used.
    public typealias Body = Never
    /// Never used.
    public var body: Never { fatalError("a primitive view has no body") }
}

/// A view without a body: what it leaves in the tree is in `nodes`.
public protocol Leaf: View where Body == Never {
    /// What it leaves in the tree.
    @MainActor func nodes(_ context: Walk) -> [Node]
}

extension Leaf {
    /// Never used.
    public var body: Never { fatalError("a primitive view has no body") }
}

// @available(iOS 13.0, *)
/// Builds one view of several.
@resultBuilder public struct ViewBuilder {
    /// No view.
    @MainActor public static func buildBlock() -> EmptyView { EmptyView() }
    /// One view.
    @MainActor public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
    /// Several views.
    @MainActor public static func buildBlock<each Content: View>(
        _ content: repeat each Content
    ) -> TupleView<(repeat each Content)> {
        TupleView((repeat each content))
    }
    /// One view.
    @MainActor public static func buildExpression<Content: View>(_ content: Content) -> Content { content }
    /// A view or none.
    @MainActor public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
    /// The first of two views.
    @MainActor public static func buildEither<First: View, Second: View>(
        first: First
    ) -> _ConditionalContent<First, Second> { .init(isFirst: first) }
    /// The second of two views.
    @MainActor public static func buildEither<First: View, Second: View>(
        second: Second
    ) -> _ConditionalContent<First, Second> { .init(isSecond: second) }
    /// A view of a newer system.
    @MainActor public static func buildLimitedAvailability<Content: View>(_ content: Content) -> AnyView {
        AnyView(content)
    }
}

// @available(iOS 13.0, *)
/// No view.
public struct EmptyView: Leaf {
    /// No view.
    nonisolated public init() {}
    /// Nothing.
    public func nodes(_ context: Walk) -> [Node] { [] }
}

// @available(iOS 13.0, *)
/// Several views.
public struct TupleView<T>: Leaf {
    /// The views.
    public let value: T
    /// Several views.
    public init(_ value: T) { self.value = value }
    /// The nodes of each in turn.
    public func nodes(_ context: Walk) -> [Node] {
        Mirror(reflecting: value).children.enumerated().flatMap { index, child -> [Node] in
            guard let view = child.value as? any View else { return [] }
            return opened(view, context.child("\(index)"))
        }
    }
}

// @available(iOS 13.0, *)
/// One of two views.
public struct _ConditionalContent<TrueContent: View, FalseContent: View>: Leaf {
    private let first: TrueContent?
    private let second: FalseContent?
    init(isFirst view: TrueContent) { (first, second) = (view, nil) }
    init(isSecond view: FalseContent) { (first, second) = (nil, view) }
    /// The nodes of the one.
    public func nodes(_ context: Walk) -> [Node] {
        first.map { evaluate($0, context.child("a")) } ?? second.map { evaluate($0, context.child("b")) } ?? []
    }
}

extension Optional: View where Wrapped: View {
    /// Never used.
    public typealias Body = Never
    /// Never used.
    public var body: Never { fatalError("a primitive view has no body") }
}

extension Optional: Leaf where Wrapped: View {
    /// The nodes of the view, if there is one.
    public func nodes(_ context: Walk) -> [Node] { map { evaluate($0, context.child("some")) } ?? [] }
}

// @available(iOS 13.0, *)
/// A view of any type.
public struct AnyView: Leaf {
    private let view: any View
    /// A view of any type.
    public init<V: View>(_ view: V) { self.view = view }
    /// Its nodes.
    public func nodes(_ context: Walk) -> [Node] { opened(view, context.child("any")) }
}

// @available(iOS 13.0, *)
/// Views that get the same modifiers.
public struct Group<Content: View>: Leaf {
    private let content: Content
    /// Views that get the same modifiers.
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    /// Their nodes.
    public func nodes(_ context: Walk) -> [Node] { evaluate(content, context.child("group")) }
}

@MainActor func opened(_ view: any View, _ context: Walk) -> [Node] {
    func go<V: View>(_ view: V) -> [Node] { evaluate(view, context) }
    return go(view)
}

@MainActor func evaluate<V: View>(_ view: V, _ context: Walk) -> [Node] {
    if let leaf = view as? any Leaf { return leaf.nodes(context) }
    let here = context.child(String(describing: V.self))
    connect(view, here)
    return evaluate(view.body, here)
}

@MainActor func connect(_ value: Any, _ context: Walk) {
    for child in Mirror(reflecting: value).children {
        (child.value as? any Connected)?.connect(context, child.label ?? "")
    }
}

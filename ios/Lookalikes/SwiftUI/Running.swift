// Not of SwiftUI: the tree that tests read, and what runs a view without a phone.

/// What a view leaves in the tree.
@MainActor public final class Node {
    /// The view's type.
    public let kind: String
    /// Its own words.
    public var text: String
    /// What a screen reader says instead.
    public var label: String?
    /// The value a screen reader says after the label.
    public var value: String?
    /// The hint a screen reader says last.
    public var hint: String?
    /// The name for tests.
    public var identifier: String?
    /// `header`, `button`, `selected`, `private`, ...
    public var traits: Set<String> = []
    /// Whether it can be used.
    public var enabled = true
    /// Whether a screen reader passes it over.
    public var hidden = false
    /// Its parts.
    public var children: [Node] = []
    /// Touching it.
    public var press: (@MainActor () -> Void)?
    /// Typing into it.
    public var type: (@MainActor (String) -> Void)?
    /// What is in it.
    public var typed: String?
    /// Named actions of a screen reader.
    public var actions: [String: @MainActor () -> Void] = [:]

    init(_ kind: String, _ text: String = "", _ children: [Node] = []) {
        self.kind = kind
        self.text = text
        self.children = children
    }

    /// What a screen reader says of it, without value and hint.
    public var spoken: String {
        if let label { return label }
        if !text.isEmpty { return text }
        return children.filter { !$0.hidden }.map(\.spoken).filter { !$0.isEmpty }.joined(separator: ", ")
    }
    /// It and everything in it, in reading order.
    public var all: [Node] { [self] + children.flatMap(\.all) }
    /// The same without what a screen reader passes over.
    public var heard: [Node] { hidden ? [] : [self] + children.flatMap(\.heard) }
    /// For the log of a test.
    public func printed(_ depth: Int = 0) -> String {
        let marks = (traits.sorted() + (enabled ? [] : ["disabled"]) + (hidden ? ["hidden"] : [])).joined(
            separator: " ")
        let line = String(repeating: "  ", count: depth) + "\(kind) \"\(spoken)\" \(marks)\n"
        return line + children.map { $0.printed(depth + 1) }.joined()
    }
}

/// Where an evaluation is, and what it carries along.
@MainActor public struct Walk {
    var path: String
    let host: Host
    var environment: EnvironmentValues

    func child(_ key: String) -> Walk {
        var next = self
        next.path += "/" + key
        return next
    }
}

/// What is kept between two evaluations of a view.
@MainActor final class Host {
    var boxes: [String: AnyObject] = [:]
    var seen: Set<String> = []
    var appearing: [(String, @MainActor () -> Void)] = []
    var leaving: [String: @MainActor () -> Void] = [:]
    var leavingNow: [String: @MainActor () -> Void] = [:]
    var working: [String: Task<Void, Never>] = [:]
    var workingNow: [(String, @Sendable () async -> Void)] = []
    var changes: [@MainActor () -> Void] = []
    var values: [String: Any] = [:]
    var openers: [@MainActor (URL) -> Void] = []
    var scrolledTo: String?

    func begin() {
        (appearing, leavingNow, workingNow, changes, seen, openers) = ([], [:], [], [], [], [])
    }
}

protocol Connected { @MainActor func connect(_ context: Walk, _ name: String) }

/// A view that runs in a test: its state is kept, it appears, its tasks run.
@MainActor public final class Running {
    private let root: any View
    private let host = Host()
    private var appeared: Set<String> = []
    /// What the system says.
    public var environment = EnvironmentValues()

    /// Runs this view.
    public init<V: View>(_ root: V) { self.root = root }

    /// Evaluates the view, and runs what appeared, changed and left since.
    @discardableResult public func update() -> [Node] {
        host.begin()
        let nodes = opened(root, Walk(path: "", host: host, environment: environment))
        let (appearing, changes) = (host.appearing, host.changes)
        let now = Set(appearing.map(\.0)).union(host.leavingNow.keys)
        for (path, leave) in host.leaving where host.leavingNow[path] == nil { leave(); host.leaving[path] = nil }
        host.leaving.merge(host.leavingNow) { _, new in new }
        for (path, task) in host.working where !host.workingNow.contains(where: { $0.0 == path }) {
            task.cancel()
            host.working[path] = nil
        }
        for (path, action) in host.workingNow where host.working[path] == nil {
            host.working[path] = Task { await action() }
        }
        for (path, appear) in appearing where !appeared.contains(path) { appear() }
        appeared = now
        changes.forEach { $0() }
        // State of a view that left is not kept.
        host.boxes = host.boxes.filter { host.seen.contains($0.key) }
        return nodes
    }

    /// Everything a screen reader reaches, in order.
    public var heard: [Node] { update().flatMap(\.heard) }
    /// Everything.
    public var all: [Node] { update().flatMap(\.all) }
    /// Visible words.
    public var texts: [String] { all.filter { $0.kind == "Text" && !$0.text.isEmpty }.map(\.text) }
    /// The thing with these words that can be used, else the thing with these words.
    public func find(_ spoken: String) -> Node? {
        let found = heard.filter { $0.spoken == spoken || $0.identifier == spoken }
        return found.first { $0.press != nil || $0.type != nil } ?? found.first
    }
    /// The objects of this type that views keep.
    public func kept<Object: AnyObject>(_ type: Object.Type) -> [Object] {
        host.boxes.values.compactMap { ($0 as? Box<Object>)?.value }
    }
    /// The identity of the view that was brought into sight last.
    public var scrolledTo: String? { host.scrolledTo }
    /// Opens a link in the app.
    public func open(_ url: URL) {
        update()
        host.openers.forEach { $0(url) }
    }
    /// Ends everything, as when the process dies: nothing of the view is told.
    public func kill() {
        host.working.values.forEach { $0.cancel() }
        (host.working, host.boxes, host.leaving, host.values) = ([:], [:], [:], [:])
        host.begin()
    }
    /// For the log of a test.
    public var printed: String { update().map { $0.printed() }.joined() }
}

/// Words that came from a literal instead of the texts. A test finds them.
@MainActor public enum Literals {
    /// The literals met so far.
    public static var met: Set<String> = []
}

//! Which module of a crate may use which: no circles, and in the core no upward arrows.
//!
//! A module uses another if its code contains a path to it (`use`, `crate::a::b`, `super::b`), in macros too. A name that a
//! module re-exports from one of its children counts as a path to that child. Code under `#[cfg(test)]` or
//! `#[cfg(any(test, feature = "testing"))]` does not count, nor do the files it declares.
//!
//! An arrow joins two children of one parent: if `vault::unlock` uses `time::clock`, that is an arrow from `vault` to
//! `time`; if it uses `vault::pin`, an arrow from `vault::unlock` to `vault::pin`. A parent and its children may use
//! each other: a `mod.rs` defines the type, and the children add its methods.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::outcome::Stop;
use crate::workspace::Workspace;

/// The layers of the core, from top to bottom. A module may use those of its own layer and of the layers below.
const LAYERS: &[&[&str]] = &[
    &["app"],
    &["applications"],
    &["documents", "face_check", "papers", "presentation", "registration", "selfie", "verification"],
    &["views"],
    &["account", "activity"],
    &["context"],
    &["identity", "service", "trust", "vault"],
    &["app_version", "crypto", "files", "forms", "jpeg", "pictures", "platform", "time"],
];

/// The crates that are checked, each with its layers, if it has any.
const CRATES: [(&str, &[&[&str]]); 4] =
    [("core/src", LAYERS), ("core/pixels/src", &[]), ("core/proof/src", &[]), ("bindings/src", &[])];

/// The circles and upward arrows of all checked crates.
pub(crate) fn findings(workspace: &Workspace) -> Result<Vec<String>, Stop> {
    let mut findings = Vec::new();
    for (folder, layers) in CRATES {
        let read = |file: &str| fs::read_to_string(workspace.root.join(file)).ok();
        let modules = Modules::read(folder, &read).map_err(Stop::failed)?;
        let arrows = modules.arrows();
        findings.extend(circles(&arrows));
        findings.extend(upward(&modules, &arrows, layers));
    }
    Ok(findings)
}

/// A module's path below the crate root, e.g. `["vault", "unlock"]`.
type Path = Vec<String>;

/// A path in the source, and its line.
type Reference = (Path, usize);

/// One module without its tests.
#[derive(Default)]
struct Module {
    /// Relative to the repository.
    file: String,
    /// Every path in its code.
    references: Vec<Reference>,
    /// The names that `use` imports at the level of items, with their paths.
    imports: BTreeMap<String, Path>,
}

/// The modules of a crate.
struct Modules(BTreeMap<Path, Module>);

/// The arrows between children of one parent, each with the places of its paths.
type Arrows = BTreeMap<(Path, Path), BTreeSet<(String, usize)>>;

impl Modules {
    /// Follows the `mod` declarations from the crate's `lib.rs`. `source` reads a file.
    fn read(folder: &str, source: &impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let mut modules = Self(BTreeMap::new());
        let mut declared = vec![Path::new()];
        while let Some(path) = declared.pop() {
            let stem = [&[folder.to_owned()], path.as_slice()].concat().join("/");
            let candidates = match path.is_empty() {
                true => vec![format!("{stem}/lib.rs")],
                false => vec![format!("{stem}.rs"), format!("{stem}/mod.rs")],
            };
            let (file, text) = candidates
                .into_iter()
                .find_map(|file| source(&file).map(|text| (file, text)))
                .ok_or_else(|| format!("{stem}: the source of this module was not found"))?;
            let tokens = text.parse::<TokenStream>().map_err(|error| format!("{file}: {error}"))?;
            modules.0.insert(path.clone(), Module { file, ..Module::default() });
            modules.scan(tokens, &path, true, &mut declared);
        }
        Ok(modules)
    }

    /// Collects the references in one level of code and in its groups. `items`: this is the level of the module's items.
    fn scan(&mut self, tokens: TokenStream, path: &Path, items: bool, declared: &mut Vec<Path>) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token {
                _ if is_mark(token, "#") && is_test_only(tokens.get(at)) => {
                    at = end_of_item(&tokens, at + 1);
                }
                TokenTree::Ident(word) if word == "mod" && items => {
                    let Some(TokenTree::Ident(name)) = tokens.get(at) else { continue };
                    let child = [path.as_slice(), &[name.to_string()]].concat();
                    if let Some(TokenTree::Group(body)) = tokens.get(at + 1) {
                        let file = self.0[path].file.clone();
                        self.0.insert(child.clone(), Module { file, ..Module::default() });
                        self.scan(body.stream(), &child, true, declared);
                        at += 2;
                    } else {
                        declared.push(child);
                    }
                }
                TokenTree::Ident(word)
                    if ["use", "crate", "super", "self"].iter().any(|start| word == start) =>
                {
                    let (start, end) = match word == "use" {
                        true => (at, end_of_item(&tokens, at - 1)),
                        false => (at - 1, end_of_path(&tokens, at)),
                    };
                    let mut leaves = Vec::new();
                    use_tree(&tokens[start..end], &[], &mut leaves);
                    let module = self.0.get_mut(path).expect("a module is inserted before its code is read");
                    if word == "use" && items {
                        let imports = leaves.iter().map(|(name, (path, _))| (name.clone(), path.clone()));
                        module.imports.extend(imports);
                    }
                    module.references.extend(leaves.into_iter().map(|(_, reference)| reference));
                    at = end;
                }
                TokenTree::Group(group) => self.scan(group.stream(), path, false, declared),
                _ => {}
            }
        }
    }

    fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (from, module) in &self.0 {
            for (reference, line) in &module.references {
                let Some(to) = self.absolute(from, reference).map(|path| self.owner(&path)) else { continue };
                let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
                if shared < from.len() && shared < to.len() {
                    let arrow = (from[..=shared].to_vec(), to[..=shared].to_vec());
                    arrows.entry(arrow).or_default().insert((module.file.clone(), *line));
                }
            }
        }
        arrows
    }

    /// The path from the crate root; `None` for a path into another crate.
    fn absolute(&self, from: &[String], written: &[String]) -> Option<Path> {
        let (first, rest) = written.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" => Some([from, rest].concat()),
            "super" => {
                let parent = &from[..from.len().checked_sub(1)?];
                match rest.first().is_some_and(|next| next == "super") {
                    true => self.absolute(parent, rest),
                    false => Some([parent, rest].concat()),
                }
            }
            _ => {
                let child = [from, std::slice::from_ref(first)].concat();
                self.0.contains_key(&child).then(|| [child.as_slice(), rest].concat())
            }
        }
    }

    /// The module of a path from the root. Follows the names that modules re-export from their children.
    fn owner(&self, path: &[String]) -> Path {
        let depth = (0..=path.len()).rev().find(|depth| self.0.contains_key(&path[..*depth])).unwrap_or(0);
        let (module, rest) = path.split_at(depth);
        let imported = rest.first().and_then(|name| self.0.get(module)?.imports.get(name));
        match imported.and_then(|written| self.absolute(module, written)) {
            Some(target) if target.starts_with(module) && target != path[..=depth] => self.owner(&target),
            _ => module.to_vec(),
        }
    }
}

/// The index after all following `::name`.
fn end_of_path(tokens: &[TokenTree], start: usize) -> usize {
    let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
    let is_segment = |next: &&[TokenTree]| {
        next.len() == 3 && is_mark(&next[0], ":") && is_mark(&next[1], ":") && is_name(&next[2])
    };
    start + 3 * tokens[start..].chunks(3).take_while(is_segment).count()
}

fn is_mark(token: &TokenTree, marks: &str) -> bool {
    matches!(token, TokenTree::Punct(mark) if marks.contains(mark.as_char()))
}

/// The parts of a list, between commas.
fn listed(tokens: &[TokenTree]) -> impl Iterator<Item = &[TokenTree]> {
    tokens.split(|token| is_mark(token, ",")).filter(|part| !part.is_empty())
}

fn tokens_of(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

/// The paths of a `use`, each with the name that it imports.
fn use_tree(tokens: &[TokenTree], prefix: &[String], leaves: &mut Vec<(String, Reference)>) {
    let mut path = prefix.to_vec();
    let mut name = None;
    let mut line = 0;
    for token in tokens {
        line = token.span().start().line;
        match token {
            TokenTree::Ident(word) if word == "as" => name = Some(String::new()),
            TokenTree::Ident(word) if name.is_some() => name = Some(word.to_string()),
            TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
            TokenTree::Ident(word) => path.push(word.to_string()),
            TokenTree::Group(group) => {
                listed(&tokens_of(group)).for_each(|part| use_tree(part, &path, leaves));
                return;
            }
            _ => {}
        }
    }
    if let Some(last) = path.last() {
        leaves.push((name.unwrap_or_else(|| last.clone()), (path, line)));
    }
}

/// Whether an attribute is a `cfg` that is true only in test builds.
fn is_test_only(attribute: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = attribute else { return false };
    matches!(tokens_of(group).as_slice(), [TokenTree::Ident(word), TokenTree::Group(condition)]
        if word == "cfg" && !can_be_product(&tokens_of(condition)))
}

/// Whether a condition of `cfg` can be true without `test` and without the feature `testing`.
fn can_be_product(condition: &[TokenTree]) -> bool {
    match condition {
        [TokenTree::Ident(word)] => word != "test",
        [TokenTree::Ident(word), _, TokenTree::Literal(value)] => {
            !(word == "feature" && value.to_string() == "\"testing\"")
        }
        [TokenTree::Ident(word), TokenTree::Group(group)] => {
            let inner = tokens_of(group);
            let mut parts = listed(&inner);
            match word.to_string().as_str() {
                "all" => parts.all(can_be_product),
                "any" => parts.any(can_be_product),
                _ => true,
            }
        }
        _ => true,
    }
}

/// The index after an item and its attributes. Most items end with a body, others with a semicolon; a field, a variant or an
/// arm ends with a comma.
fn end_of_item(tokens: &[TokenTree], start: usize) -> usize {
    let head: Vec<String> = tokens[start..]
        .iter()
        .take_while(|token| !is_mark(token, "=;,<"))
        .filter(|token| matches!(token, TokenTree::Ident(_)))
        .map(ToString::to_string)
        .collect();
    let has = |words: &[&str]| head.iter().any(|word| words.contains(&word.as_str()));
    let body = has(&["fn"]) || !has(&["use", "let", "const", "static"]);
    let comma = body && !has(&["fn", "mod", "struct", "enum", "impl", "trait", "type"]);
    tokens[start..]
        .iter()
        .position(|token| match token {
            TokenTree::Group(group) => body && group.delimiter() == Delimiter::Brace,
            _ => is_mark(token, if comma { ";," } else { ";" }),
        })
        .map_or(tokens.len(), |length| start + length + 1)
}

/// Every arrow that is part of a circle, with the shortest way back.
fn circles(arrows: &Arrows) -> Vec<String> {
    let circles = arrows.iter().filter_map(|((from, to), places)| {
        let way: Vec<String> = way(arrows, to, from)?.into_iter().map(|path| path.join("::")).collect();
        Some(format!("{}: circle {} -> {}", shown(places), from.join("::"), way.join(" -> ")))
    });
    circles.collect()
}

/// The shortest way along arrows, both ends included.
fn way<'a>(arrows: &'a Arrows, from: &'a Path, to: &Path) -> Option<Vec<&'a Path>> {
    let mut ways = VecDeque::from([vec![from]]);
    let mut seen = BTreeSet::from([from]);
    while let Some(way) = ways.pop_front() {
        let here = way.last()?;
        if *here == to {
            return Some(way);
        }
        for (_, next) in arrows.keys().filter(|(start, _)| start == *here) {
            if seen.insert(next) {
                ways.push_back([way.as_slice(), &[next]].concat());
            }
        }
    }
    None
}

/// Arrows that lead to a higher layer, and modules that have no layer. A crate without layers has neither.
fn upward(modules: &Modules, arrows: &Arrows, layers: &[&[&str]]) -> Vec<String> {
    if layers.is_empty() {
        return Vec::new();
    }
    let layer = |path: &Path| layers.iter().position(|layer| layer.contains(&path[0].as_str()));
    let unknown = modules.0.iter().filter(|(path, _)| path.len() == 1 && layer(path).is_none());
    let unknown = unknown.map(|(path, module)| {
        format!("{}: give the module {} a layer in suites/modules.rs", module.file, path[0])
    });
    let up = arrows
        .iter()
        .filter(|((from, to), _)| from.len() == 1 && layer(from) > layer(to) && layer(to).is_some());
    let up = up.map(|((from, to), places)| {
        format!("{}: {} uses {}, which is in a higher layer", shown(places), from[0], to[0])
    });
    unknown.chain(up).collect()
}

fn shown(places: &BTreeSet<(String, usize)>) -> String {
    let places: Vec<String> = places.iter().map(|(file, line)| format!("{file} line {line}")).collect();
    places.join(", ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    /// The findings in a crate of these files, given without their folder.
    fn found(files: &[(&str, &str)], layers: &[&[&str]]) -> Vec<String> {
        let source = |name: &str| {
            let file = files.iter().find(|(file, _)| name.strip_prefix("src/") == Some(file))?;
            Some(file.1.to_owned())
        };
        let modules = Modules::read("src", &source).unwrap();
        let arrows = modules.arrows();
        [circles(&arrows), upward(&modules, &arrows, layers)].concat()
    }

    #[test]
    fn a_circle_between_modules_is_found_with_the_way_back() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use std::fmt;\nuse crate::b::{fmt, Thing as Other};"),
            ("b/mod.rs", "mod inner;"),
            ("b/inner.rs", "fn f() -> u8 { g!(super::super::c::X) }"),
            ("c.rs", "\n\nstatic X: crate::a::Y = 1;"),
        ];
        let findings = found(&files, &[]);
        assert_eq!(findings.len(), 3);
        assert_eq!(findings[0], "src/a.rs line 2: circle a -> b -> c -> a");
        assert_eq!(findings[2], "src/c.rs line 3: circle c -> a -> b -> c");
    }

    #[test]
    fn a_circle_between_children_of_one_parent_is_found_through_a_re_export() {
        let files = [
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod x; mod y; pub use y::Y; pub struct A;"),
            ("a/x.rs", "use super::{A, Y};"),
            ("a/y.rs", "use super::x;"),
        ];
        assert_eq!(found(&files, &[])[0], "src/a/x.rs line 1: circle a::x -> a::y -> a::x");
    }

    #[test]
    fn a_parent_and_its_child_may_name_each_other() {
        let files = [
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod x; use x::f; pub struct A;"),
            ("a/x.rs", "use super::A;"),
        ];
        assert_eq!(found(&files, &[]), Vec::<String>::new());
    }

    #[test]
    fn tests_comments_and_strings_do_not_count() {
        let a = "// crate::b::B\n/// [`crate::b`]\nconst A: &str = \"crate::b\";\n\
                 #[cfg(test)]\nuse crate::b::{B};\n#[cfg(any(test, feature = \"testing\"))]\npub mod help;\n\
                 #[cfg(test)]\n#[allow(unused)]\nfn f<A, B>() { crate::b::f() }\n#[cfg(test)]\nmod tests { use crate::b; }\n\
                 struct S { #[cfg(test)] field: crate::b::B, }";
        let files = [("lib.rs", "mod a; mod b;"), ("a.rs", a), ("b.rs", "use crate::a::A;")];
        assert_eq!(found(&files, &[]), Vec::<String>::new());
        let product =
            "#[cfg(any(test, feature = \"desktop\"))]\nuse crate::b;\n#[cfg(not(test))]\nuse crate::b;";
        let files = [("lib.rs", "mod a; mod b;"), ("a.rs", product), ("b.rs", "use crate::a::A;")];
        assert_eq!(found(&files, &[])[0], "src/a.rs line 2, src/a.rs line 4: circle a -> b -> a");
    }

    #[test]
    fn an_upward_arrow_is_found() {
        let files = [("lib.rs", "mod a; mod b;"), ("a.rs", ""), ("b.rs", "use crate::a::A;")];
        assert_eq!(found(&files, &[&["b"], &["a"]]), Vec::<String>::new());
        assert_eq!(
            found(&files, &[&["a"], &["b"]]),
            ["src/b.rs line 1: b uses a, which is in a higher layer"]
        );
    }

    #[test]
    fn a_module_without_a_layer_is_found() {
        let files = [("lib.rs", "mod a; mod b { mod c {} }"), ("a.rs", "")];
        assert_eq!(found(&files, &[&["a"]]), ["src/lib.rs: give the module b a layer in suites/modules.rs"]);
    }
}

//! The listing of the surface. Its diff shows a reviewer how the boundary changed.
//!
//! The first line contains the totals. Kinds have a fixed order and names are sorted; fields and variants keep the
//! order of their declaration, because they cross the boundary in that order.

use std::fmt::Write;

use uniffi_bindgen::{
    ComponentInterface,
    interface::{Argument, Constructor, Enum, Function, Method, Object, Record, Type, UniffiTraitMethods},
};

use crate::types;

/// The complete listing, ending in a newline.
pub(crate) fn listing(interface: &ComponentInterface) -> String {
    let mut sections = Sections::default();
    sections.functions(interface.function_definitions());
    for object in interface.object_definitions() {
        if object.has_callback_interface() {
            sections.foreign_trait(object.name(), &object.methods());
        } else {
            sections.object(object);
        }
    }
    for callback in interface.callback_interface_definitions() {
        sections.foreign_trait(callback.name(), &callback.methods());
    }
    for record in interface.record_definitions() {
        sections.record(record);
    }
    for choice in interface.enum_definitions() {
        sections.enumeration(choice, interface.is_name_used_as_error(choice.name()));
    }
    sections.written()
}

/// Blocks of lines by kind, each with the name to sort by.
#[derive(Default)]
struct Sections {
    functions: Vec<(String, String)>,
    objects: Vec<(String, String)>,
    traits: Vec<(String, String)>,
    records: Vec<(String, String)>,
    enums: Vec<(String, String)>,
    errors: Vec<(String, String)>,
    calls: usize,
    asynchronous: usize,
    trait_calls: usize,
}

impl Sections {
    fn functions(&mut self, functions: &[Function]) {
        for function in functions {
            self.count(function.is_async());
            let line = call(
                "fn",
                function.is_async(),
                function.name(),
                &function.arguments(),
                function.return_type(),
                function.throws_type(),
            );
            self.functions.push((function.name().to_owned(), line + "\n"));
        }
    }

    fn object(&mut self, object: &Object) {
        let mut block = format!("object {}{}\n", object.name(), traits(&object.uniffi_trait_methods()));
        self.members(&mut block, &object.constructors(), &object.methods(), object.name());
        self.objects.push((object.name().to_owned(), block));
    }

    fn foreign_trait(&mut self, name: &str, methods: &[&Method]) {
        let mut block = format!("trait {name} (implemented by the shell)\n");
        let mut lines: Vec<(String, String)> =
            methods.iter().map(|it| (it.name().to_owned(), method(it))).collect();
        lines.sort();
        self.trait_calls += lines.len();
        for (_, line) in lines {
            writeln!(block, "  {line}").expect("a String takes any text");
        }
        self.traits.push((name.to_owned(), block));
    }

    fn record(&mut self, record: &Record) {
        let mut block = format!("record {}{}\n", record.name(), traits(&record.uniffi_trait_methods()));
        for field in record.fields() {
            writeln!(block, "  {}", types::field(field)).expect("a String takes any text");
        }
        let constructors: Vec<&Constructor> = record.constructors().iter().collect();
        let methods: Vec<&Method> = record.methods().iter().collect();
        self.members(&mut block, &constructors, &methods, record.name());
        self.records.push((record.name().to_owned(), block));
    }

    fn enumeration(&mut self, choice: &Enum, is_error: bool) {
        let kind = if is_error { "error" } else { "enum" };
        let mut block = format!("{kind} {}{}\n", choice.name(), traits(&choice.uniffi_trait_methods()));
        for variant in choice.variants() {
            let fields: Vec<String> = variant.fields().iter().map(types::field).collect();
            let inside = match (fields.is_empty(), variant.has_nameless_fields()) {
                (true, _) => String::new(),
                (false, true) => format!("({})", fields.join(", ")),
                (false, false) => format!(" {{ {} }}", fields.join(", ")),
            };
            writeln!(block, "  {}{inside}", variant.name()).expect("a String takes any text");
        }
        let constructors: Vec<&Constructor> = choice.constructors().iter().collect();
        let methods: Vec<&Method> = choice.methods().iter().collect();
        self.members(&mut block, &constructors, &methods, choice.name());
        let section = if is_error { &mut self.errors } else { &mut self.enums };
        section.push((choice.name().to_owned(), block));
    }

    /// Writes constructors, then methods, both sorted by name.
    fn members(
        &mut self,
        block: &mut String,
        constructors: &[&Constructor],
        methods: &[&Method],
        owner: &str,
    ) {
        let mut lines: Vec<(bool, String, String)> = Vec::new();
        for it in constructors {
            self.count(it.is_async());
            let line = format!(
                "{}{}",
                call_head("constructor", it.is_async(), it.name(), &it.arguments()),
                outcome(Some(owner.to_owned()), it.throws_type())
            );
            lines.push((false, it.name().to_owned(), line));
        }
        for it in methods {
            self.count(it.is_async());
            lines.push((true, it.name().to_owned(), method(it)));
        }
        lines.sort();
        for (_, _, line) in lines {
            writeln!(block, "  {line}").expect("a String takes any text");
        }
    }

    fn count(&mut self, asynchronous: bool) {
        self.calls += 1;
        self.asynchronous += usize::from(asynchronous);
    }

    fn written(mut self) -> String {
        let mut text = format!(
            "{} objects, {} calls ({} async), {} traits of the shell with {} calls, {} records, {} enums, {} errors\n\n\
             Made by `cargo xtask bindings` from the built library; a change of this file is a change of the boundary.\n",
            self.objects.len(),
            self.calls,
            self.asynchronous,
            self.traits.len(),
            self.trait_calls,
            self.records.len(),
            self.enums.len(),
            self.errors.len(),
        );
        if !self.functions.is_empty() {
            self.functions.sort();
            text.push('\n');
            text.extend(self.functions.into_iter().map(|(_, line)| line));
        }
        for mut section in [self.objects, self.traits, self.errors, self.enums, self.records] {
            section.sort();
            for (_, block) in section {
                text.push('\n');
                text += &block;
            }
        }
        text
    }
}

fn method(of: &Method) -> String {
    call("fn", of.is_async(), of.name(), &of.arguments(), of.return_type(), of.throws_type())
}

fn call(
    word: &str,
    asynchronous: bool,
    name: &str,
    arguments: &[&Argument],
    returns: Option<&Type>,
    throws: Option<&Type>,
) -> String {
    call_head(word, asynchronous, name, arguments) + &outcome(returns.map(types::name), throws)
}

fn call_head(word: &str, asynchronous: bool, name: &str, arguments: &[&Argument]) -> String {
    let asynchronous = if asynchronous { "async " } else { "" };
    let arguments: Vec<String> = arguments.iter().map(|it| types::argument(it)).collect();
    format!("{asynchronous}{word} {name}({})", arguments.join(", "))
}

fn outcome(returns: Option<String>, throws: Option<&Type>) -> String {
    match (returns, throws) {
        (None, None) => String::new(),
        (Some(value), None) => format!(" -> {value}"),
        (value, Some(error)) => {
            format!(" -> Result<{}, {}>", value.as_deref().unwrap_or("()"), types::name(error))
        }
    }
}

/// The traits of a type that each language exposes: comparison, hash, text.
fn traits(methods: &UniffiTraitMethods) -> String {
    let all = [
        ("Debug", methods.debug_fmt.is_some()),
        ("Display", methods.display_fmt.is_some()),
        ("Eq", methods.eq_eq.is_some()),
        ("Hash", methods.hash_hash.is_some()),
        ("Ord", methods.ord_cmp.is_some()),
    ];
    let has: Vec<&str> = all.into_iter().filter_map(|(name, has)| has.then_some(name)).collect();
    if has.is_empty() { String::new() } else { format!(": {}", has.join(" + ")) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    /// An interface with every kind of item. UDL is uniffi's other way to describe an interface.
    const EXAMPLE: &str = r#"
        namespace ikd { [Throws=IkdFault] string version(); };
        [Error] interface IkdFault { WrongPin(u32 tries_left); Busy(); };
        enum Language { "Indonesian", "English" };
        dictionary Terms { string text; u32 version = 7; sequence<Language>? languages = null; };
        [Trait, WithForeign] interface Signer { [Throws=IkdFault] bytes sign(bytes data); };
        interface Ikd {
          [Throws=IkdFault, Name="open"] constructor(Signer signer);
          [Throws=IkdFault, Async] void unlock(string pin);
          [Throws=IkdFault] Terms agree([ByRef] bytes image);
        };
    "#;

    fn example() -> String {
        listing(&ComponentInterface::from_webidl(EXAMPLE, "ikd").unwrap())
    }

    #[test]
    fn the_first_line_contains_the_totals() {
        assert_eq!(
            example().lines().next().unwrap(),
            "1 objects, 4 calls (1 async), 1 traits of the shell with 1 calls, 1 records, 1 enums, 1 errors"
        );
    }

    #[test]
    fn each_call_is_one_line_with_its_error() {
        let expected = "fn version() -> Result<String, IkdFault>\n\n\
            object Ikd\n  \
            constructor open(signer: Signer) -> Result<Ikd, IkdFault>\n  \
            fn agree(image: &[u8]) -> Result<Terms, IkdFault>\n  \
            async fn unlock(pin: String) -> Result<(), IkdFault>\n\n\
            trait Signer (implemented by the shell)\n  \
            fn sign(data: Vec<u8>) -> Result<Vec<u8>, IkdFault>\n\n\
            error IkdFault\n  WrongPin { tries_left: u32 }\n  Busy\n\n\
            enum Language\n  Indonesian\n  English\n\n\
            record Terms\n  text: String\n  version: u32 = 7\n  languages: Option<Vec<Language>> = None\n";
        assert!(example().ends_with(expected), "{}", example());
    }
}

//! `cargo xtask app`: the app's screens in a window, against a sandbox; or a configuration for a phone.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use serde_json::{Value, json};

use super::kit::{APP, Kit, joined};
use super::kotlin::{Sources, Unit};
use super::libraries::Part;
use crate::bindings::Bindings;
use crate::outcome::Stop;
use crate::run;
use crate::sandbox::Sandbox;
use crate::suites::build_ikd;
use crate::tools::{apt, create_folder};
use crate::workspace::Workspace;

/// The main class.
const MAIN: &str = "org.ikdcore.app.desktop.MainKt";

/// Where debug builds of the apps look for their configuration first. Not under version control.
const CONFIGURATIONS: [&str; 2] = ["android/app/src/debug/assets/ikd.json", "ios/App/Debug/ikd-debug.json"];

/// A window of one colour, or of text on one, has fewer colours than a screen of the app.
const FEWEST_COLOURS: u64 = 16;

/// The command; true if it succeeded.
pub(crate) fn run(workspace: &Workspace, phone: bool) -> bool {
    let done = if phone { configure_phone(workspace) } else { open(workspace) };
    done.map_or_else(|stop| stop.print(), |()| true)
}

fn open(workspace: &Workspace) -> Result<(), Stop> {
    let kit = Kit::ready(workspace)?;
    let bindings = Bindings::of(workspace)?;
    bindings.write()?;
    build_ikd(workspace)?;
    let window = DesktopApp::compile(&kit, &bindings)?;
    let sandbox = Sandbox::start(workspace, "app")?;
    print_guide(&sandbox);
    run::shown(&mut window.command(&sandbox)).map(drop)
}

/// Starts a sandbox and writes where it is into the configurations of debug builds. Ends when the user says so.
fn configure_phone(workspace: &Workspace) -> Result<(), Stop> {
    build_ikd(workspace)?;
    let sandbox = Sandbox::start(workspace, "app")?;
    let configuration = configuration(&workspace.root, &sandbox)?;
    for file in CONFIGURATIONS {
        let path = workspace.root.join(file);
        create_folder(path.parent().unwrap_or(&path))?;
        let text = format!("{configuration:#}\n");
        fs::write(&path, text).map_err(|error| Stop::failed(format!("{file} cannot be written: {error}")))?;
        println!("  wrote {file}");
    }
    print_guide(&sandbox);
    let port = sandbox.api.rsplit(':').next().unwrap_or_default();
    println!(
        "  An Android phone or emulator reaches it after `adb reverse tcp:{port} tcp:{port}`, the simulator of"
    );
    println!("  iOS as it is. Build and start the app now. Enter ends the sandbox.");
    io::stdin()
        .read_line(&mut String::new())
        .map_err(|error| Stop::failed(format!("the terminal cannot be read: {error}")))?;
    for file in CONFIGURATIONS {
        // The keys in it are of no use any more. An error does not matter: the file may be gone.
        let _ = fs::remove_file(workspace.root.join(file));
    }
    Ok(())
}

/// What a debug build needs to know of a sandbox.
fn configuration(root: &Path, sandbox: &Sandbox) -> Result<Value, Stop> {
    let cannot = |what: &str| Stop::failed(format!("{what} of the sandbox cannot be read"));
    let keys = fs::read_to_string(sandbox.folder.join("keys.json")).map_err(|_| cannot("the keys"))?;
    let keys: Value = serde_json::from_str(&keys).map_err(|_| cannot("the keys"))?;
    let roots = fs::read_to_string(&sandbox.certificate).map_err(|_| cannot("the certificate"))?;
    let own = super::resources::configuration(&root.join(APP).join("main/assets"))?;
    Ok(of_sandbox(own, &sandbox.api, &roots, &keys))
}

/// The app's own configuration with a sandbox in the place of the service.
fn of_sandbox(mut own: Value, api: &str, roots: &str, keys: &Value) -> Value {
    own["service"] = json!(api);
    own["service_roots"] = json!(roots);
    own["trust_root"] = keys["ikd:trust_root"].clone();
    own["embedded_trust"] = keys["ikd:trust_bundle"].clone();
    own["link_host"] = json!(api.trim_start_matches("https://"));
    own["example"] = json!(true);
    own
}

fn print_guide(sandbox: &Sandbox) {
    println!("\n  Officer, mailbox and readers: {}", sandbox.pages);
    println!("  The officer signs in as {} with {}.", sandbox.officer.0, sandbox.officer.1);
    if let Some((nik, name)) = sandbox.adult() {
        println!("  Register as {name}, NIK {nik}, with any e-mail address and mobile number.");
    }
}

/// The compiled window.
pub(super) struct DesktopApp<'k> {
    kit: &'k Kit<'k>,
    class_path: Vec<PathBuf>,
    library_folder: PathBuf,
}

impl<'k> DesktopApp<'k> {
    /// Compiles the screens and models of the app for a desktop, with the phone of tests/kotlin.
    pub(super) fn compile(kit: &'k Kit<'k>, bindings: &Bindings<'_>) -> Result<Self, Stop> {
        let libraries = kit.set("desktop", &[Part::alone("desktop", "jar")])?;
        let folder = kit.out.join("desktop");
        create_folder(&folder)?;
        let root = &kit.workspace.root;
        let kotlin = root.join(APP).join("main/kotlin/org/ikdcore/app");
        let generated = folder.join("bindings.jar");
        let unit = |folders: &[PathBuf], class_path: &[PathBuf], of: Sources, out: &Path| {
            Unit { folders, class_path, friends: &[], sources: of, out: out.to_owned() }.compile(kit)
        };
        unit(&[bindings.folder.join("kotlin/desktop")], &libraries.files, Sources::Generated, &generated)?;
        let mut class_path = libraries.files;
        class_path.push(generated);
        let screens = folder.join("screens.jar");
        let sources = [
            kotlin.join("ui"),
            kotlin.join("model"),
            kotlin.join("platform/ZxingQrReader.kt"),
            root.join("android/desktop/src/main/kotlin"),
            root.join("tests/kotlin/src/test/kotlin/org/ikdcore/tests/support"),
        ];
        unit(&sources, &class_path, Sources::Screens, &screens)?;
        class_path.extend([screens, root.join("android/desktop/src/main/resources")]);
        Ok(Self { kit, class_path, library_folder: bindings.library_folder().to_owned() })
    }

    /// The program.
    fn command(&self, sandbox: &Sandbox) -> Command {
        let mut java = self.kit.workspace.program("java");
        self.describe_to(&mut java, sandbox);
        java.args(self.arguments(None));
        java
    }

    fn describe_to(&self, command: &mut Command, sandbox: &Sandbox) {
        sandbox.describe_to(command);
        command.env("CLASSPATH", joined(&self.class_path));
        command.env("IKD_PHOTOGRAPH", self.kit.workspace.root.join("tests/assets/photos/selfie.jpg"));
    }

    fn arguments(&self, picture: Option<&Path>) -> Vec<String> {
        let root = &self.kit.workspace.root;
        let licences = root.join(APP).join("main/assets/licences.txt");
        let mut words = vec![
            "-Xmx1g".to_owned(),
            format!("-Djna.library.path={}", self.library_folder.display()),
            format!("-Dikd.licences={}", licences.display()),
            format!("-Dikd.version={}", env!("CARGO_PKG_VERSION")),
        ];
        words.extend(picture.map(|file| format!("-Dikd.picture={}", file.display())));
        words.push(MAIN.to_owned());
        words
    }

    /// Opens the window on a screen that nobody sees, takes a picture of it, and fails if that is blank. Returns the
    /// number of colours.
    pub(super) fn picture(&self, sandbox: &Sandbox) -> Result<u64, Stop> {
        apt::program("xvfb-run", "--help", &["xvfb", "xauth"])?;
        // The headless JDK cannot open a window.
        let parts = ["openjdk-17-jre", "libgl1", "libfontconfig1", "fonts-dejavu-core"];
        if apt::is_here() && parts.iter().any(|package| !apt::is_installed(package)) {
            apt::install("a Java that opens windows is not installed", &parts)?;
        }
        let file = self.kit.out.join("desktop/window.png");
        let mut java = self.kit.workspace.program("xvfb-run");
        java.args(["--auto-servernum", "--server-args=-screen 0 480x860x24", "java"]);
        self.describe_to(&mut java, sandbox);
        java.env("SKIKO_RENDER_API", "SOFTWARE").args(self.arguments(Some(&file)));
        let printed = run::shown(&mut java)?;
        match colours(&printed.lines) {
            Some(colours) if colours >= FEWEST_COLOURS => Ok(colours),
            Some(colours) => Err(Stop::failed(format!("the window is blank: {colours} colours"))),
            None => Err(Stop::failed("the window took no picture")),
        }
    }
}

fn colours(lines: &[String]) -> Option<u64> {
    lines.iter().find_map(|line| line.strip_prefix("colours: ")?.parse().ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn a_debug_build_has_the_apps_configuration_with_a_sandbox_in_it() {
        let own = json!({ "name": "A", "form": "long", "service": "https://ikd.example", "trust_root": "" });
        let keys = json!({ "ikd:trust_root": "AAAA", "ikd:trust_bundle": "BBBB" });
        let written = of_sandbox(own, "https://localhost:4001", "PEM", &keys);
        let expected = json!({
            "name": "A", "form": "long", "example": true, "service": "https://localhost:4001", "service_roots": "PEM",
            "trust_root": "AAAA", "embedded_trust": "BBBB", "link_host": "localhost:4001",
        });
        assert_eq!(written, expected);
    }

    #[test]
    fn configurations_with_keys_of_a_sandbox_are_not_committed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for file in CONFIGURATIONS {
            let (folder, name) = file.split_once('/').unwrap();
            let ignored = fs::read_to_string(root.join(folder).join(".gitignore")).unwrap();
            assert!(ignored.lines().any(|line| line == format!("/{name}")), "{file}");
        }
    }

    #[test]
    fn colours_are_read_from_the_output() {
        assert_eq!(colours(&["warning".to_owned(), "colours: 214".to_owned()]), Some(214));
        assert_eq!(colours(&[]), None);
    }
}

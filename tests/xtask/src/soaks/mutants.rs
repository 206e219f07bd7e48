//! Mutation tests: cargo-mutants takes a check out, or makes it say something else, and a test has to fail.
//!
//! Mutated is a copy of the work tree under `target/mutants`, in place, so that one build folder serves every run. Each
//! module is judged by its own unit tests first; what survives them, by the rest of its package or by journeys. What was
//! found is kept in `target/mutants/results.json`: a module that is done and has not changed is not run again.
//! docs/mutants.md says what survived, and why.

mod figures;
mod modules;

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use clap::builder::PossibleValuesParser;
use clap::{Args, value_parser};

use crate::outcome::{self, Stop};
use crate::run;
use crate::tools::{cargo_mutants, create_folder, fresh_folder};
use crate::workspace::Workspace;

use figures::{Fate, Figures};
use modules::{Module, Then};

/// How long all modules together may take, unless the command line says otherwise.
const BUDGET: Duration = Duration::from_secs(6 * 60 * 60);

/// Less than this is not worth beginning a module for: it would be spent on building.
const LEAST: Duration = Duration::from_secs(5 * 60);

/// What is beyond a budget: time for the program to put its last file back.
const GRACE: Duration = Duration::from_secs(60);

/// For the test program: one failure is enough. Not stable yet, hence [`RUNNER`].
const FAIL_FAST: [&str; 2] = ["-Zunstable-options", "--fail-fast"];

/// For cargo: what only these tests need is not made to run fast; a mutant is built for each run.
const FOR_BUILDING: &str = "--cargo-arg=--config=profile.dev.package.ikd-core.opt-level=0";

/// The folder that cargo-mutants makes in the one it is given.
const WRITTEN: &str = "mutants.out";

/// For cargo: has test programs take switches that are not stable. What is built is the same.
const RUNNER: &str = "--cargo-arg=--config=target.'cfg(all())'.runner=['env', 'RUSTC_BOOTSTRAP=1']";

/// Who judges a mutant.
#[derive(Clone, Copy)]
enum Judges {
    /// The unit tests of its module.
    Own,
    /// Those that [`Then`] names.
    Others,
}

/// Seconds. A test run of a mutant is given at least this; a busy machine is not a loop.
const SHORTEST_LIMIT: &str = "300";

/// The switches of `soak mutants`.
#[derive(Debug, Default, Args)]
pub(crate) struct MutantsOptions {
    /// Time limit in hours; 6 if neither --hours nor --minutes is given
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=9999))]
    hours: Option<u64>,
    /// Time limit in minutes, added to --hours
    #[arg(long, value_name = "N", value_parser = value_parser!(u64).range(1..=9999))]
    minutes: Option<u64>,
    /// Only this module, even if it is done
    #[arg(long, value_parser = PossibleValuesParser::new(modules::ALL.iter().map(|module| module.name)))]
    module: Option<String>,
}

impl MutantsOptions {
    /// How long it may take.
    pub(crate) fn budget(&self) -> Duration {
        match (self.hours, self.minutes) {
            (None, None) => BUDGET,
            (hours, minutes) => Duration::from_secs((hours.unwrap_or(0) * 60 + minutes.unwrap_or(0)) * 60),
        }
    }
}

/// The soak, as one among others.
pub(crate) fn run(workspace: &Workspace) -> Result<outcome::Figures, Stop> {
    run_with(workspace, &MutantsOptions::default())
}

/// `cargo xtask soak mutants`; true if it did what was asked.
pub(crate) fn command(workspace: &Workspace, options: &MutantsOptions) -> bool {
    match run_with(workspace, options) {
        Ok(figures) => {
            println!("{figures}");
            true
        }
        Err(stop) => stop.print(),
    }
}

fn run_with(workspace: &Workspace, options: &MutantsOptions) -> Result<outcome::Figures, Stop> {
    let program = cargo_mutants::program(workspace)?;
    let soak = Soak::new(workspace, program)?;
    let results = soak.folder.join("results.json");
    let mut all = figures::load(&results);
    let end = Instant::now() + options.budget();
    // Every module by its own tests first, which is quick; then what survived them.
    for judges in [Judges::Own, Judges::Others] {
        for module in modules::ALL
            .iter()
            .filter(|module| options.module.as_deref().is_none_or(|name| name == module.name))
        {
            let sources = soak.renew(module)?;
            let known = all.remove(module.name).filter(|found| found.sources == sources.hash);
            let found = match (judges, known) {
                (Judges::Own, Some(found)) if options.module.is_none() => Some(found),
                (Judges::Others, Some(found)) if found.whole => Some(found),
                (_, known) if end.saturating_duration_since(Instant::now()) < LEAST => {
                    println!("{}: no time left", module.name);
                    known
                }
                (Judges::Own, _) => Some(soak.judge_by_own(module, &sources, end)?),
                (Judges::Others, Some(found)) if found.own => {
                    Some(soak.judge_by_others(module, &sources, found, end)?)
                }
                (Judges::Others, known) => known,
            };
            all.extend(found.map(|found| (module.name.to_owned(), found)));
            figures::save(&results, &all)?;
        }
    }
    println!("\n{}", figures::table(modules::ALL.iter().map(|module| module.name), &all));
    println!("Each mutant: {}", results.display());
    Ok(summary(&all))
}

fn summary(all: &BTreeMap<String, Figures>) -> String {
    let sum = |fate| all.values().map(|figures| figures.count(fate)).sum::<usize>();
    let whole = all.values().filter(|figures| figures.whole).count();
    format!(
        "{whole} of {} modules, {} mutants killed, {} by journeys only, {} survived",
        modules::ALL.len(),
        sum(Fate::Killed),
        sum(Fate::KilledByJourney),
        sum(Fate::Survived),
    )
}

/// The copy that is mutated, and what mutates it.
struct Soak<'a> {
    workspace: &'a Workspace,
    program: PathBuf,
    /// Everything of this soak.
    folder: PathBuf,
    /// The copy.
    tree: PathBuf,
}

/// What a module mutates.
struct Sources {
    /// Relative to the root.
    files: Vec<String>,
    /// Of their names and contents.
    hash: String,
}

impl<'a> Soak<'a> {
    fn new(workspace: &'a Workspace, program: PathBuf) -> Result<Self, Stop> {
        let folder = workspace.target.join("mutants");
        let tree = folder.join("tree");
        create_folder(&tree)?;
        Ok(Self { workspace, program, folder, tree })
    }

    /// Makes the copy what the work tree is. Files that are the same are left alone, so that cargo builds nothing anew.
    fn renew(&self, module: &Module) -> Result<Sources, Stop> {
        let cannot = |error| Stop::failed(format!("the copy for mutants cannot be written: {error}"));
        let tracked = self.workspace.tracked_files()?;
        for file in &tracked {
            let (from, to) = (self.workspace.root.join(file), self.tree.join(file));
            let bytes = fs::read(from).map_err(cannot)?;
            if fs::read(&to).is_ok_and(|found| found == bytes) {
                continue;
            }
            create_folder(to.parent().expect("a file of the tree lies in a folder"))?;
            fs::write(to, bytes).map_err(cannot)?;
        }
        let names: Vec<&str> = tracked.iter().filter_map(|file| file.to_str()).collect();
        let files = module.of(&names);
        let mut hash = DefaultHasher::new();
        for file in &files {
            (file, fs::read(self.tree.join(file)).map_err(cannot)?).hash(&mut hash);
        }
        let files = files.into_iter().map(str::to_owned).collect();
        Ok(Sources { files, hash: format!("{:016x}", hash.finish()) })
    }

    /// Tries every mutant of a module on the module's own tests, if it has some worth asking.
    fn judge_by_own(&self, module: &Module, sources: &Sources, end: Instant) -> Result<Figures, Stop> {
        let out = self.out(module);
        fresh_folder(&out)?;
        let mut found = Figures { sources: sources.hash.clone(), own: true, ..Figures::default() };
        if !module.tests.is_empty() {
            let mut command = self.cargo_mutants(module, sources, end);
            // For building, too: what these tests do not need stays unbuilt.
            command.args(["--cargo-arg=--lib", FOR_BUILDING, "--", "--"]).args(module.tests).args(FAIL_FAST);
            found.own = self.attempt(&mut command, module, end)?;
            found.take_over(&out.join(WRITTEN), false);
            found.whole = found.own && found.count(Fate::Survived) == 0;
        }
        Ok(found)
    }

    /// Tries those that survived on other tests.
    fn judge_by_others(
        &self,
        module: &Module,
        sources: &Sources,
        mut found: Figures,
        end: Instant,
    ) -> Result<Figures, Stop> {
        let mut command = self.cargo_mutants(module, sources, end);
        if !found.mutants.is_empty() {
            command.arg("--iterate");
        }
        if let Then::Journeys(journeys) = module.then {
            // cargo-mutants would try the tests of the mutated package without any mutant, which has no such test.
            command.args(["--baseline=skip", "--timeout", SHORTEST_LIMIT, "--test-package", "ikd-journeys"]);
            command.args(["--cargo-arg=--test=journeys", "--", "--"]).args(journeys).args(FAIL_FAST);
        }
        found.whole = self.attempt(&mut command, module, end)?;
        found.take_over(&self.out(module).join(WRITTEN), matches!(module.then, Then::Journeys(_)));
        Ok(found)
    }

    /// What cargo-mutants writes about a module.
    fn out(&self, module: &Module) -> PathBuf {
        self.folder.join("out").join(module.name)
    }

    /// The program with what both kinds of run have in common, ended in time by coreutils' `timeout`, in the way that has
    /// it put the mutated file back.
    fn cargo_mutants(&self, module: &Module, sources: &Sources, end: Instant) -> Command {
        let left = end.saturating_duration_since(Instant::now()).as_secs().to_string();
        let mut command = self.workspace.calling_cargo("timeout");
        command.current_dir(&self.tree).args(["--signal=INT", &left]).arg(&self.program);
        command.args([
            "mutants",
            "--in-place",
            "--no-shuffle",
            "--colors=never",
            "--all-features",
            "--output",
        ]);
        command.arg(self.out(module)).args([
            "--minimum-test-timeout",
            SHORTEST_LIMIT,
            "--package",
            module.package,
        ]);
        for file in &sources.files {
            command.args(["--file", file]);
        }
        command.env("CARGO_TARGET_DIR", self.folder.join("build")).env("CARGO_INCREMENTAL", "1");
        // Nobody debugs a mutant, and linking is a good part of its time.
        command.env("CARGO_PROFILE_DEV_DEBUG", "false");
        command.arg(RUNNER);
        command
    }

    /// Runs it; whether every mutant was tried. Survivors are no failure; that the tests fail without any mutant is.
    fn attempt(&self, command: &mut Command, module: &Module, end: Instant) -> Result<bool, Stop> {
        let limit = end.saturating_duration_since(Instant::now()) + GRACE;
        let printed = run::shown_within(limit, command)?;
        let written = self.out(module).join(WRITTEN);
        let (planned, tried) = (figures::planned(&written), figures::tried(&written));
        if printed.success || tried > 0 || planned == Some(0) || Instant::now() >= end {
            return Ok(planned == Some(tried));
        }
        let what = "the tests fail in the copy without any mutant, or cargo-mutants did not start";
        Err(Stop::with_end(what, &printed.lines, 40))
    }
}

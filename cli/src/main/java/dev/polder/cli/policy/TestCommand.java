package dev.polder.cli.policy;

import dev.polder.cli.ExitCode;
import dev.polder.cli.OutputOption;
import dev.polder.cli.PolderCommand;
import dev.polder.cli.Report;
import dev.polder.cli.Session;
import dev.polder.cli.mesh.MeshDirectory;
import dev.polder.cli.mesh.PolicyLint;
import dev.polder.cli.policy.TestRun.Outcome;
import dev.polder.cli.render.Csv;
import dev.polder.cli.render.Style;
import dev.polder.client.Json;
import dev.polder.core.mesh.MeshModel;
import dev.polder.core.policy.PolicyDocument;
import dev.polder.core.problem.Code;
import dev.polder.core.problem.Finding;
import dev.polder.core.problem.PolderException;
import dev.polder.policy.PolicySet;
import dev.polder.policy.ProductCheck;
import dev.polder.policy.Violation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polder policy test}. */
@Command(
        name = "test",
        header = "Judge the products of a mesh directory by its policies and run the policies' tests; needs no server.",
        description = {
            "Reports every product, port and column in DIR that does not keep to a policy, and every case of the files of"
                    + " kind PolicyTest (policies/tests/*.yaml) that comes out otherwise than expected.",
            "Ends with 1 when a policy that blocks is not kept to or a case fails; for continuous integration."
        })
final class TestCommand extends PolderCommand {
    @Parameters(paramLabel = "DIR", description = "The directory of a mesh, or a part of one.")
    private Path directory;

    @Option(
            names = "--with",
            paramLabel = "MESH",
            description = "Another directory whose policies count too: that of the mesh, when DIR is a domain's.")
    private Optional<Path> with = Optional.empty();

    @Mixin
    private OutputOption output = new OutputOption();

    TestCommand(Session session) {
        super(session);
    }

    /** What came out. */
    private record Result(
            int policies, int products, List<Violation> violations, List<Finding> findings, List<Outcome> outcomes) {
        boolean isGood() {
            return findings.stream().noneMatch(Finding::isError)
                    && outcomes.stream().allMatch(Outcome::isPassed);
        }
    }

    @Override
    public Integer call() {
        MeshDirectory mesh = MeshDirectory.read(directory);
        PolicyLint read = PolicyLint.read(mesh.texts());
        List<Finding> findings = new ArrayList<>(mesh.findings());
        findings.addAll(mesh.shown(read.findings()));
        List<PolicyDocument> documents = new ArrayList<>(read.documents());
        with.ifPresent(other -> documents.addAll(others(other, findings)));
        PolicySet.Compilation compilation = PolicySet.compile(documents);
        Optional<PolicySet> set =
                with.isPresent() ? compilation.set() : read.policies().or(compilation::set);
        if (findings.stream().anyMatch(Finding::isError) || read.model().isEmpty() || set.isEmpty()) {
            compilation.findings().stream()
                    .filter(finding -> finding.isError() && with.isPresent())
                    .forEach(findings::add);
            throw new PolderException(
                    findings.stream()
                            .filter(Finding::isError)
                            .findFirst()
                            .map(Finding::code)
                            .orElse(Code.POLICY_INVALID),
                    directory + " has errors; nothing was tested",
                    "Correct what is named above",
                    findings);
        }
        return print(result(mesh, read.model().get(), set.get(), documents, findings));
    }

    private static List<PolicyDocument> others(Path directory, List<Finding> findings) {
        MeshDirectory other = MeshDirectory.read(directory);
        Map<String, String> policies = new LinkedHashMap<>(other.texts());
        policies.keySet().removeIf(path -> path.endsWith(".sql"));
        PolicyLint read = PolicyLint.read(policies);
        other.shown(read.findings()).stream()
                .filter(finding -> finding.isError() && finding.code() == Code.POLICY_INVALID)
                .forEach(findings::add);
        return read.documents();
    }

    private static Result result(
            MeshDirectory mesh,
            MeshModel model,
            PolicySet set,
            List<PolicyDocument> documents,
            List<Finding> findings) {
        Instant now = Instant.now();
        List<Violation> violations = ProductCheck.of(set, model).check(model, now);
        findings.addAll(mesh.shown(violations.stream().map(Violation::finding).toList()));
        List<Outcome> outcomes = new ArrayList<>();
        TestFiles.read(mesh.texts())
                .forEach(test -> outcomes.addAll(new TestRun(test, model, documents, now).outcomes()));
        outcomes.forEach(
                outcome -> outcome.problems().forEach(problem -> findings.add(failed(mesh, outcome, problem))));
        return new Result(
                set.accessPolicies().size() + set.productPolicies().size(),
                model.products().size(),
                violations,
                findings,
                outcomes);
    }

    private static Finding failed(MeshDirectory mesh, Outcome outcome, String problem) {
        return mesh.shown(List.of(Finding.error(
                        Code.POLICY_TEST_FAILED,
                        outcome.testCase().position(),
                        "\"" + outcome.testCase().name() + "\": " + problem + ".",
                        "Change the policy, or what the case expects.")))
                .get(0);
    }

    private int print(Result result) {
        switch (output.format()) {
            case TABLE -> {
                session().report(result.findings());
                terminal().line(terminal().styled(summary(result), result.isGood() ? Style.GOOD : Style.BAD));
            }
            case CSV -> {
                terminal().line("file,line,column,name,passed");
                result.outcomes()
                        .forEach(outcome -> terminal()
                                .line(Csv.line(List.of(
                                        outcome.testCase().position().file(),
                                        Integer.toString(
                                                outcome.testCase().position().line()),
                                        Integer.toString(
                                                outcome.testCase().position().column()),
                                        outcome.testCase().name(),
                                        Boolean.toString(outcome.isPassed())))));
            }
            case JSON, YAML -> output.format().print(terminal(), json(result));
        }
        return result.isGood() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static String summary(Result result) {
        long passed = result.outcomes().stream().filter(Outcome::isPassed).count();
        long blocking = result.violations().stream().filter(Violation::blocks).count();
        return counted(result.policies(), "policy", "policies") + ", " + Report.counted(result.products(), "product")
                + ": " + Report.counted(blocking, "violation") + ", "
                + Report.counted(result.violations().size() - blocking, "warning") + "; "
                + Report.counted(result.outcomes().size(), "case") + ": " + passed + " passed, "
                + (result.outcomes().size() - passed) + " failed";
    }

    private static String counted(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private static Json json(Result result) {
        return Json.object()
                .with("policies", result.policies())
                .with("products", result.products())
                .with("findings", Report.json(result.findings()))
                .with(
                        "cases",
                        Json.array(result.outcomes().stream()
                                .map(outcome -> Json.object()
                                        .with("name", outcome.testCase().name())
                                        .with(
                                                "file",
                                                outcome.testCase().position().file())
                                        .with(
                                                "line",
                                                outcome.testCase().position().line())
                                        .with("passed", outcome.isPassed())
                                        .with("problems", Json.texts(outcome.problems()))
                                        .done())
                                .toList()))
                .done();
    }
}

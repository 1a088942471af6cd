package dev.polder.cli.policy;

import dev.polder.core.document.Nodes;
import dev.polder.core.document.YamlReader;
import dev.polder.core.policy.PolicyTest;
import dev.polder.core.policy.PolicyTestParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The files of kind PolicyTest among others; what is wrong with them was said when the mesh was read. */
final class TestFiles {
    private TestFiles() {}

    static List<PolicyTest> read(Map<String, String> files) {
        List<PolicyTest> tests = new ArrayList<>();
        files.forEach((path, text) -> {
            if (text.contains("PolicyTest") && path.matches(".*\\.(yaml|yml|json)")) {
                YamlReader.read(path, text)
                        .root()
                        .filter(root -> Nodes.text(root, "kind")
                                .filter("PolicyTest"::equals)
                                .isPresent())
                        .flatMap(root -> PolicyTestParser.parse(root, new ArrayList<>()))
                        .ifPresent(tests::add);
            }
        });
        return tests;
    }
}

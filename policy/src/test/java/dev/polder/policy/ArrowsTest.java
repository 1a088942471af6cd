package dev.polder.policy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows out of {@code policy}. */
@AnalyzeClasses(packages = "dev.polder.policy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {
    @ArchTest
    static final ArchRule policyDependsOnCoreAndCelOnly = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.polder.policy..", "dev.polder.core..", "dev.cel..", "com.google.common.collect..", "java.."));

    @ArchTest
    static final ArchRule policyDoesNoInputOrOutput = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.polder..",
                    "dev.cel..",
                    "com.google.common.collect..",
                    "java.lang..",
                    "java.time..",
                    "java.util.."));
}

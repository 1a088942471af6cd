/** {@code polder deadletters}: records that the gate refused. */
package dev.polder.cli.letters;

package dev.spacefinder.local;

import java.nio.file.Path;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The local server of development mode. */
@ConfigMapping(prefix = "local")
interface LocalConfig {

    /** The port of the local user pool. */
    @WithDefault("9229")
    int poolPort();

    /** The port of the DynamoDB inside the process. */
    @WithDefault("9230")
    int dynamodbPort();

    /** The folder that keeps users, signing keys and spaces between starts. */
    @WithDefault(".local")
    Path folder();

    /** The CloudFormation template that declares the user pool and the table. */
    @WithDefault("infra/template.yaml")
    Path template();
}

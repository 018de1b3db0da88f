package dev.spacefinder.local.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.spacefinder.local.pool.secrets.Srp;

/** The client's side of SRP, as the AWS SDK for Java does not have it. */
final class SrpClient {

    private static final BigInteger G = BigInteger.TWO;

    private final BigInteger a;

    SrpClient(long seed) {
        this.a = new BigInteger(1024, new Random(seed));
    }

    String publicNumber() {
        return G.modPow(a, Srp.N).toString(16);
    }

    /** The answer to PASSWORD_VERIFIER. */
    Map<String, String> answer(String poolId, Map<String, String> challenge, String password, String timestamp) {
        var poolName = poolId.split("_")[1];
        var username = challenge.get("USER_ID_FOR_SRP");
        var serverNumber = new BigInteger(challenge.get("SRP_B"), 16);
        var k = number(hash(Srp.N.toByteArray(), G.toByteArray()));
        var u = number(hash(G.modPow(a, Srp.N).toByteArray(), serverNumber.toByteArray()));
        var x = number(hash(
                new BigInteger(challenge.get("SALT"), 16).toByteArray(),
                hash((poolName + username + ":" + password).getBytes(UTF_8))));
        var shared = serverNumber.subtract(k.multiply(G.modPow(x, Srp.N))).modPow(a.add(u.multiply(x)), Srp.N);
        var key = Arrays.copyOf(
                hmac(hmac(u.toByteArray(), shared.toByteArray()), "Caldera Derived Key\u0001".getBytes(UTF_8)), 16);
        var signature = hmac(
                key,
                (poolName + username).getBytes(UTF_8),
                Base64.getDecoder().decode(challenge.get("SECRET_BLOCK")),
                timestamp.getBytes(UTF_8));
        return new HashMap<>(Map.of(
                "USERNAME",
                username,
                "PASSWORD_CLAIM_SECRET_BLOCK",
                challenge.get("SECRET_BLOCK"),
                "PASSWORD_CLAIM_SIGNATURE",
                Base64.getEncoder().encodeToString(signature),
                "TIMESTAMP",
                timestamp));
    }

    static String now() {
        return ZonedDateTime.now(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss 'UTC' yyyy", Locale.ENGLISH));
    }

    private static BigInteger number(byte[] hash) {
        return new BigInteger(1, hash);
    }

    private static byte[] hash(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

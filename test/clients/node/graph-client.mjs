// @azure/identity signs in, @microsoft/microsoft-graph-client reads and starts.
import { ClientAssertionCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import { CLIENT_ID, TENANT_ID, idToken, job, scope } from "./idtoken.mjs";

const credential = new ClientAssertionCredential(TENANT_ID, CLIENT_ID, idToken);
const authProvider = new TokenCredentialAuthenticationProvider(credential, { scopes: [scope] });
const client = Client.initWithMiddleware({ authProvider });

console.log((await client.api(job).select("id,status").get()).status.code);
await client.api(`${job}/start`).post();
console.log((await client.api(job).get()).schedule.state);

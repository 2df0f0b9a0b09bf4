using 'main.bicep'

// Every value comes from an environment variable, with a default where there is one. azd hands over the variables of its
// environment (azd env set BULLETIN_HOSTING isolated); by hand they are set in the shell. docs/hosting.md lists them.

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'bulletin')
param location = readEnvironmentVariable('AZURE_LOCATION', 'northeurope')
param resourceGroupName = readEnvironmentVariable('AZURE_RESOURCE_GROUP', '')

param hostingModel = readEnvironmentVariable('BULLETIN_HOSTING', 'native')
param maximumInstanceCount = int(readEnvironmentVariable('BULLETIN_MAXIMUM_INSTANCES', '40'))
param alwaysReadyHttpInstances = int(readEnvironmentVariable('BULLETIN_ALWAYS_READY', '0'))
param storageRedundancy = readEnvironmentVariable('BULLETIN_STORAGE_REDUNDANCY', 'Standard_ZRS')
param operatorPrincipalId = readEnvironmentVariable('BULLETIN_OPERATOR_PRINCIPAL_ID', '')

param siteName = readEnvironmentVariable('BULLETIN_SITE', 'main')
param tableName = readEnvironmentVariable('BULLETIN_TABLE', 'bulletin')
param mediaContainerName = readEnvironmentVariable('BULLETIN_MEDIA_CONTAINER', 'bulletin-media')
param timeZone = readEnvironmentVariable('BULLETIN_TIME_ZONE', 'Europe/Warsaw')
param publicUrl = readEnvironmentVariable('BULLETIN_PUBLIC_URL', '')
param announcementUrl = readEnvironmentVariable('BULLETIN_ANNOUNCEMENT_URL', '')
param archiveAfter = readEnvironmentVariable('BULLETIN_ARCHIVE_AFTER', '365.00:00:00')
param apiKeys = json(readEnvironmentVariable('BULLETIN_KEYS', '[]'))
param oidcAuthority = readEnvironmentVariable('BULLETIN_OIDC_AUTHORITY', '')
param oidcAudience = readEnvironmentVariable('BULLETIN_OIDC_AUDIENCE', '')
param corsOrigins = json(readEnvironmentVariable('BULLETIN_CORS_ORIGINS', '[]'))
param archiveSchedule = readEnvironmentVariable('BULLETIN_ARCHIVE_SCHEDULE', '0 */5 * * * *')
param publishSchedule = readEnvironmentVariable('BULLETIN_PUBLISH_SCHEDULE', '0 * * * * *')
param additionalSettings = json(readEnvironmentVariable('BULLETIN_ADDITIONAL_SETTINGS', '{}'))

param openTelemetry = bool(readEnvironmentVariable('BULLETIN_OPENTELEMETRY', 'false'))
param logDailyQuotaGb = int(readEnvironmentVariable('BULLETIN_LOG_DAILY_QUOTA_GB', '1'))
param alertEmail = readEnvironmentVariable('BULLETIN_ALERT_EMAIL', '')

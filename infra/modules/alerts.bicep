metadata description = 'Alert rules: 5xx responses, failed or missing archiving runs, and the metrics of the service.'

import { texts } from '../types.bicep'

@description('Start of the names of the alert rules.')
@minLength(1)
@maxLength(80)
param namePrefix string

@description('Region of the rules: that of the workspace.')
param location string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of the Application Insights component whose telemetry counts.')
param applicationInsightsName string

@description('Address that alerts are sent to. Empty: the rules fire, and are seen in the portal only.')
@maxLength(254)
param email string

@description('Percent of requests that may be answered with 5xx in 15 minutes.')
@minValue(0)
@maxValue(100)
param failedRequestPercentage int

@description('Requests in 15 minutes below which the percentage says nothing.')
@minValue(1)
@maxValue(100000)
param failedRequestMinimum int

@description('Whether the service exports metrics: then there are rules on them.')
param openTelemetry bool

@description('Tags of all of it.')
param tags texts

@description('The rules. Log rules are priced by how often they look: a quarter of an hour is the cheapest step.')
var logRules = [
  {
    name: 'failed-requests'
    displayName: 'Bulletin: requests are answered with 5xx'
    description: 'More than ${failedRequestPercentage} percent of the requests of the last 15 minutes were answered with 5xx. See /health/ready: it names what is away.'
    severity: 1
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    query: replace(loadTextContent('../queries/failed-requests.kql'), '{minimum}', string(failedRequestMinimum))
    measure: 'Percentage'
    operator: 'GreaterThan'
    threshold: failedRequestPercentage
  }
  {
    name: 'archiving-failed'
    displayName: 'Bulletin: archiving failed'
    description: 'A run of ArchiveOldAnnouncements failed: its line in the log names the chores that could not be done, or counts announcements it could not handle. The next runs try again; readers see what is expired as archived all the same.'
    severity: 2
    evaluationFrequency: 'PT15M'
    windowSize: 'PT30M'
    query: loadTextContent('../queries/archiving-failed.kql')
    measure: 'Failures'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'archiving-missing'
    displayName: 'Bulletin: no archiving for a day'
    description: 'ArchiveOldAnnouncements has not run for a day. Is the setting ArchiveSchedule there, and the function in the list of functions?'
    severity: 2
    evaluationFrequency: 'PT1H'
    windowSize: 'P1D'
    query: loadTextContent('../queries/archiving-runs.kql')
    measure: 'Runs'
    operator: 'LessThan'
    threshold: 1
  }
]

@description('The rules on the metrics of the service.')
var metricRules = [
  {
    name: 'overdue'
    displayName: 'Bulletin: what is due is not settled'
    description: 'Every run of a timer in the last 30 minutes left announcements that were due. The log names each that cannot be handled; readers see all of them by the clock all the same.'
    severity: 2
    evaluationFrequency: 'PT15M'
    windowSize: 'PT30M'
    query: loadTextContent('../queries/overdue.kql')
    measure: 'Overdue'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'settling-late'
    displayName: 'Bulletin: scheduled announcements are settled late'
    description: 'PublishDueAnnouncements took a scheduled announcement more than 10 minutes after its instant: does it run as PublishSchedule says?'
    severity: 3
    evaluationFrequency: 'PT15M'
    windowSize: 'PT30M'
    query: loadTextContent('../queries/settling-late.kql')
    measure: 'Seconds'
    operator: 'GreaterThan'
    threshold: 600
  }
  {
    name: 'storage-failing'
    displayName: 'Bulletin: storage requests fail'
    description: 'More than 5 percent of the storage requests of the last 15 minutes failed. Readers get what is in the cache meanwhile; /health/ready names what is away.'
    severity: 2
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    query: loadTextContent('../queries/storage-failing.kql')
    measure: 'Percentage'
    operator: 'GreaterThan'
    threshold: 5
  }
]

@description('All of them.')
var rules = concat(logRules, openTelemetry ? metricRules : [])

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: '${namePrefix}-alerts'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'Bulletin'
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource queryRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${namePrefix}-${rule.name}'
    location: location
    kind: 'LogAlert'
    tags: tags
    properties: {
      displayName: rule.displayName
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [
        workspace.id
      ]
      evaluationFrequency: rule.evaluationFrequency
      windowSize: rule.windowSize
      // Fires once and resolves by itself.
      autoMitigate: true
      // The tables are empty when the rules are first deployed.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: replace(rule.query, '{applicationInsightsId}', toLower(applicationInsights.id))
            metricMeasureColumn: rule.measure
            timeAggregation: 'Maximum'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: empty(email) ? [] : [actionGroup.id]
      }
    }
  }
]
